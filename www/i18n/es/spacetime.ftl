# El diagrama espacio-temporal

deck-diagram = Diagrama
diagram-label = Diagrama espacio-temporal de { $from } a { $to }: una calle por nodo, el tiempo corre hacia abajo
diagram-range = Tramo
diagram-last = { $seconds ->
    [one] el último segundo
   *[other] los últimos { $seconds } segundos
}
diagram-between = desde – hasta
diagram-from = Desde (s)
diagram-to = Hasta (s)
diagram-traffic = Mensajes ({ $on } de { $all })
diagram-nodes = Calles ({ $on } de { $all })
diagram-save = Guardar SVG
diagram-saved-as = logarium-{ $lab }.svg
diagram-copy = Copiar Mermaid
diagram-copied = Texto de Mermaid copiado.
diagram-take = El navegador no deja que la página use el portapapeles. Copia este texto de Mermaid:
diagram-waits = El tiempo corre: el diagrama se vuelve a dibujar cuando se detenga.
diagram-shortened = Hay más de lo que se puede dibujar: empieza en { $from }.
diagram-lanes = { $count ->
    [one] Participa un nodo más. Quita alguno para ver otros.
   *[other] Participan { NUMBER($count) } nodos más. Quita algunos para ver otros.
}
diagram-empty = Nada de esto viajaba en este tramo. Pulsa reproducir o elige más.
diagram-list = { $count ->
    [0] Ningún mensaje
    [one] El mensaje en palabras
   *[other] Los { NUMBER($count) } mensajes en palabras
}
diagram-legend = Signos
diagram-dashed = una respuesta
diagram-tip-head = llegó
diagram-tip-bar = nadie lo recogió
diagram-tip-cross = perdido
diagram-tip-bars = retenido
diagram-tip-ring = en camino
diagram-message = { $name }
diagram-answer = respuesta a { $name }
diagram-carrying = { $what } ({ $detail })
diagram-arrived = { $what }: de { $from } a { $to }, enviado { $sent }, llegó { $at }, tras { $took }
diagram-untaken = { $what }: de { $from } a { $to }, enviado { $sent }, llegó allí { $at } y nadie lo recogió
diagram-lost = { $what }: de { $from } a { $to }, enviado { $sent }, perdido { $at }
diagram-held-up = { $what }: de { $from } a { $to }, enviado { $sent }, retenido
diagram-under-way = { $what }: de { $from } a { $to }, enviado { $sent }, en camino
traffic-produce = Produce
traffic-fetch = Fetch: consumidores, con registros
traffic-replication = Fetch: seguidores, con registros
traffic-group = Grupos y offsets
traffic-outside = Sin Kafka
traffic-control = Metadatos, controladores, administración
traffic-polling = Fetch: nada todavía
traffic-heartbeat = Heartbeats
traffic-connection = Conexiones TCP
