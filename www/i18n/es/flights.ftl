# En vuelo
flights-none = Ahora mismo no viaja nada.
flights-label = Mensajes en vuelo, primero el próximo en llegar
flights-message = Mensaje
flights-act = Actuar
flights-request = petición
flights-response = respuesta
flights-handshake = conexión
flights-parked = retenido
flights-drop-this = Perder { $what } de { $from } a { $to }
flights-more = { $count ->
    [one] Y uno más.
   *[other] Y { NUMBER($count) } más.
}

kind-produce = Produce: registros hacia un log
kind-fetch = Fetch: registros desde un log
kind-group = Grupo y commits de offsets
kind-replication = Replicación entre brokers
kind-control = Metadatos, heartbeats, conexiones
flights-more-deeds = Qué más se puede hacer con { $what } de { $from } a { $to }
