# Inicio
home-title = Un clúster de Kafka en una pecera
home-lead = Mira cada mensaje, rompe lo que quieras y rebobina. Las reglas de Apache Kafka, simuladas en esta pestaña: nada que instalar, nada sale de tu navegador.
home-start = Empezar el primer laboratorio
home-sandbox = Monta tu propio clúster
home-go-on = Seguir con { $title }
home-point-true = Las reglas, nombres y valores por defecto de Kafka
home-point-time = El tiempo corre en ambos sentidos
home-point-break = Todo se puede romper
home-caption = En vivo: es un clúster en marcha, no una película.
home-labs = Laboratorios
home-steps = { $count ->
    [one] { NUMBER($count) } paso
   *[other] { NUMBER($count) } pasos
}
home-open = Abrir
home-done = Hecho
home-track-done = { NUMBER($done) } de { NUMBER($all) } hechos
home-licenses = Licencias de lo que lleva dentro
home-foot = Logarium no está afiliado a la Apache Software Foundation. Apache Kafka es marca suya.

track-why-a-log = Por qué un log
track-records = Registros, topics, offsets
track-partitions = Particiones
track-groups = Grupos de consumidores
track-writes = Garantías de escritura
track-reads = Garantías de lectura
track-replication = Replicación y control
track-log = La vida de un log
track-schemas = Avro y esquemas
track-streams = Streams
track-design = Diseño
track-break-it = Rómpelo
track-sandbox = Taller
