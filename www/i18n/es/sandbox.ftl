# El taller

sandbox-title = Taller
sandbox-lead = Construye tu propio clúster, ejecútalo y rómpelo. Lo que hagas se queda en este navegador; un archivo o un enlace lo lleva a otra parte.
sandbox-kept = Tus escenarios
sandbox-none = Aún no hay nada guardado. Empieza con uno de estos.
sandbox-new = Empezar
sandbox-begin = Empezar
sandbox-untitled = Desde cero
sandbox-blank-what = Un broker, sin topics ni clientes.
sandbox-delete = Borrar { $title }
sandbox-from-lab = Con el clúster de un laboratorio
sandbox-import = Abrir un escenario desde un archivo
sandbox-refused = Este archivo no es un escenario:
sandbox-open = Abrir en el taller
template-one-broker = Un broker
template-one-broker-what = Un topic, un productor y un consumidor en un grupo.
template-three-brokers = Tres brokers
template-three-brokers-what = Tres réplicas de cada partición, min.insync.replicas=2, dos consumidores se reparten el trabajo.
template-racks = Racks
template-racks-what = Brokers en tres racks; un consumidor lee de la réplica del suyo.
template-applications = Dos aplicaciones, un libro
template-applications-what = Una confirma antes de procesar, la otra después. Haz que caigan y compara.
template-without-kafka = Sin Kafka
template-without-kafka-what = Un servidor que empuja a un receptor rápido y a uno lento, con búferes acotados.
lost-scenario = En este navegador no hay ningún escenario “{ $name }”
setup-title = Título
setup-undo = Deshacer
setup-redo = Rehacer
setup-export = Guardar el escenario como archivo
setup-hint = Un cambio vale al instante: la ejecución se repite en el clúster cambiado, con todo lo que hiciste, hasta este momento.
setup-problems = { $count ->
    [one] Hay un error; mientras no se corrija, el clúster queda como estaba:
   *[other] Hay { $count } errores; mientras no se corrijan, el clúster queda como estaba:
}
setup-wrong = { $count ->
    [one] Aquí hay un error
   *[other] Aquí hay { $count } errores
}
setup-losses = No todo lo que hiciste se puede hacer en el clúster cambiado
setup-run = Ejecución
setup-cluster = Todos los brokers y la red
setup-brokers = Brokers
setup-topics = Topics
setup-clients = Clientes
setup-add-broker = Añadir un broker
setup-add-topic = Añadir un topic
setup-add-producer = Añadir un productor
setup-add-consumer = Añadir un consumidor
setup-add-group = Añadir un consumidor en un grupo nuevo
setup-add-sink = Añadir un sumidero
setup-add-sender = Añadir un emisor sin Kafka
setup-add-receiver = Añadir un receptor sin Kafka
setup-add-pusher = Añadir un servidor que empuja
setup-add-registry = Añadir un registro de esquemas
setup-add = Añadir { $name }
setup-name = Nombre
setup-remove = Quitar { $name }
setup-leave-out = Dejar fuera { $name }
setup-config = Fijar otra configuración
setup-words = Admite: { $words }.
setup-range = Admite de { $least } a { $most }.
