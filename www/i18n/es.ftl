# Los textos de la página. Los nombres propios de Kafka (topics, configuraciones, códigos de error, API) no se traducen.

close = Cerrar
crumbs-label = Dónde estás
skip-to-lab = Saltar al texto del laboratorio
theme-dark = Colores oscuros
theme-light = Colores claros

## Inicio
home-title = Un clúster de Kafka en una pecera
home-lead = Mira cada mensaje, rompe lo que quieras y rebobina. Las reglas de Apache Kafka, simuladas en esta pestaña: nada que instalar, nada sale de tu navegador.
home-start = Empezar el primer laboratorio
home-go-on = Seguir con { $title }
home-point-true = Las reglas, nombres y valores por defecto de Kafka
home-point-time = El tiempo corre en ambos sentidos
home-point-break = Todo se puede romper
home-caption = En vivo: es un clúster en marcha, no una película.
home-labs = Laboratorios
home-steps = { $count ->
    [one] { $count } paso
   *[other] { $count } pasos
}
home-open = Abrir
home-done = Hecho
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

## Una dirección sin laboratorio
lost-title = No hay ningún laboratorio «{ $id }»
lost-nearest = ¿Querías decir «{ $id }»?
lost-open = Abrir { $id }
lost-home = Ver todos los laboratorios
lost-no-page = Esa página no existe
lost-link = Este enlace no se puede abrir

## El escenario
stage-label = El clúster
stage-producer = Productor { $name }: { $life }, { $sent } enviados, { $acknowledged } confirmados
stage-consumer = Consumidor { $name }: { $life }, { $count } impresos
stage-broker = Broker { $name }: { $life }
stage-controller = Controlador { $name }: { $life }
stage-sent = enviados { $sent } · conf. { $acknowledged }
stage-printed = impresos { $count }
stage-rack = rack { $rack }
stage-epoch = época { $epoch }
stage-no-partitions = aún sin particiones
stage-timer = Temporizador { $timer } de { $node }
stage-leader-strip = { $partition } en { $broker }: líder, época { $epoch }, log start offset { $start }, log end offset { $leo }, high watermark { $hw }
stage-follower-strip = { $partition } en { $broker }: seguidor, época { $epoch }, log start offset { $start }, log end offset { $leo }, high watermark { $hw }

life-up = en marcha
life-starting = arrancando
life-fenced = apartado
life-paused = en pausa
life-not-started = sin iniciar
life-crashed = caído
life-powered-off = sin corriente
life-closed = cerrado

## El tiempo
transport-label = Tiempo
transport-play = Reproducir
transport-pause = Pausa
transport-to-start = Al principio
transport-step-back = Un evento atrás
transport-step = Un evento adelante
transport-next-event = A la próxima marca
transport-speed = Ritmo
transport-slow-motion = Ir más despacio mientras viajan mensajes
timeline-label = Línea de tiempo
timeline-slider = Momento mostrado
timeline-mark = { $what }, { $at }
timeline-branch = en cambio: { $what }
timeline-more-branches = { $count ->
    [one] Una rama anterior no se dibuja
   *[other] { $count } ramas anteriores no se dibujan
}
seeking = De camino a { $to }
seeking-cancel = Parar aquí

## Pestañas
tabs-label = Junto al escenario
tab-text = Texto
tab-inspect = Inspector
tab-flights = En vuelo
tab-events = Sucesos
tab-score = Balance
events-none = Aún no ha pasado nada digno de marca. Pulsa reproducir.
events-go = Ir allí

## En vuelo
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
   *[other] Y { $count } más.
}

kind-produce = Produce: registros hacia un log
kind-fetch = Fetch: registros desde un log
kind-group = Grupo y commits de offsets
kind-replication = Replicación entre brokers
kind-control = Metadatos, latidos, conexiones

## Inspector
inspect-none = Pulsa cualquier cosa de la pecera, o enfócala y pulsa Intro: un nodo, una partición, un mensaje, un temporizador.
inspect-state = Estado
inspect-configs = Configuración
inspect-events = Lo último que pasó
inspect-defaults = { $count ->
    [one] Una más, como en Kafka
   *[other] { $count } más, como en Kafka
}
inspect-default = Valor por defecto de Kafka: { $value }

deed-start = Iniciar
deed-start-what = Iniciar el proceso
deed-close = Cerrar
deed-close-what = Dejar que termine en orden: un cliente cierra, un broker entrega lo que lidera
deed-crash = Tumbar
deed-crash-what = Matar el proceso; su disco queda
deed-power-cut = Cortar la luz
deed-power-cut-what = Apagar la máquina: silencio, y solo queda seguro lo que se volcó al disco
deed-restart = Reiniciar
deed-restart-what = Volver a iniciar el proceso
deed-pause = Pausar
deed-pause-what = Congelar el proceso; sus conexiones siguen abiertas
deed-resume = Reanudar
deed-resume-what = Dejar que el proceso siga
deed-drop = Perder
deed-drop-what = Perder este mensaje, y su conexión con él

fault-more = Romper algo …
fault-verb-label = Qué
fault-to-label = El otro extremo
fault-api-label = Mensaje de la API
fault-is-label = En qué sentido
fault-partition = Cortar el camino
fault-slow = Alargar el camino
fault-flaky = Perder mensajes al azar
fault-drop-next = Perder el próximo mensaje
fault-hold = Retener lo que va de camino
fault-release = Soltar lo retenido
fault-heal = Dejar de cortar el camino
fault-repair = Dejar el camino como estaba
fault-pause = Pausar el proceso
fault-crash = Tumbar el proceso
fault-power-cut = Cortar la luz
fault-slow-disk = Hacer lento el disco
fault-disk-full = Llenar el disco
fault-disk-freed = Hacer sitio en el disco
fault-wipe = Borrar el disco
fault-skew-clock = Desajustar el reloj
fault-one-way = Solo de { $from } a { $to }
fault-extra-ms = Cuánto más largo, en ms
fault-lost = Cuántos de cada 100 se pierden
fault-messages = Cuántos (vacío: todos)
fault-times = Cuántas veces más lento
fault-offset-ms = Cuánto adelantado, en ms (negativo: atrasado)
fault-lasts = Se arregla tras ms (vacío: nunca)
fault-any = cualquiera
fault-either = cualquiera de los dos
fault-do = Hazlo

send = Enviar
send-topic = Topic
send-key = Clave (vacía: ninguna)
send-value = Valor ({ $serializer })

## Laboratorio
lesson-continue = Continuar
lesson-do-it = Hazlo por mí
lesson-reach = Haz que ocurra
lesson-reached = Conseguido
lesson-finished = Has terminado este laboratorio.
lesson-more = Más laboratorios
lesson-again = Empezar de nuevo
lesson-step-done = , hecho
lesson-step-now = , paso actual
lesson-step-ahead = , aún cerrado
break-lead = Rompe esta promesa actuando sobre el clúster.
break-broken = Rota, y por ti.
promise = { $claim ->
    [in-order] Se promete: nadie lee un registro detrás de otro que su productor envió después.
    [at-most-once] Se promete: ningún grupo procesa un registro dos veces.
    [at-least-once] Se promete: ningún registro confirmado se pierde.
    [effectively-once] Se promete: ningún registro confirmado se pierde, y ninguno surte efecto dos veces.
    [exactly-once] Se promete: ningún registro confirmado se pierde, ni se guarda o se procesa dos veces.
   *[other] Se promete: { $claim }
}
fix-lead = Busca una configuración que cumpla la promesa. El laboratorio empieza de nuevo con ella, y todo lo que hiciste se repite en los mismos momentos.
fix-as-it-is = como está
fix-try = Atacar otra vez
fix-holds = La promesa se cumple bajo el mismo ataque.
fix-broken = El mismo ataque vuelve a romper la promesa.
fix-missed = La promesa se cumple, pero falta otra cosa: { $measure } es { $have } y debería ser { $want }.
fix-wrong = No se puede configurar así: { $reason }
fix-refused = No se repitió, porque con esta configuración no se podía:
fix-watch = Ver esa ejecución
fix-no-attack = Nadie ha atacado nada todavía: vuelve atrás y rompe primero la promesa.
predict-lead = ¿Qué pasará?
predict-run = Ejecutar y ver
predict-right = Correcto.
predict-wrong = No del todo.
predict-was-wrong = (probado, incorrecto)
predict-off-path = No en esta ejecución.
predict-off-path-why = Lo que hiciste antes ha cambiado la respuesta: en esta ejecución es { $value }, que no está entre las opciones. Rebobina al inicio del paso o empieza de nuevo.
predict-not-now = Ahora no puede ocurrir en esta ejecución.
predict-not-now-why = { $reason }

## Teclas y signos
help-title = Teclas y signos
help-open = Teclas y signos
help-keys = Teclas
help-signs = Signos
help-messages = Mensajes
keys-play = reproducir, pausar
keys-step = un evento adelante
keys-step-back = un evento atrás
keys-next-event = a la próxima marca
keys-start = al principio
keys-speed = más lento, más rápido
keys-link = copiar un enlace a la ejecución
keys-deselect = no seleccionar nada
keys-help = este diálogo
legend-filled = confirmado: por debajo del high watermark; el color es la época del líder
legend-dashed = por encima del high watermark: ningún consumidor lo ve todavía
legend-ghost = borrado: el log empieza detrás
legend-segment = aquí empieza un segmento nuevo
legend-hw = high watermark
legend-crown = líder de la partición
legend-ring = sincronizado; roto: no sincronizado
legend-triangle = posición: lo próximo que leerá un consumidor
legend-flag = lo que su grupo ha confirmado
legend-arc = un temporizador en marcha
legend-response = hueco: una respuesta

## Ejecuciones
run-save = Guardar
run-open = Abrir
run-saved-as = logarium-{ $lab }.json
notice-open-failed = Este archivo no es una ejecución que se pueda abrir aquí.
notice-storage = Este navegador no guarda nada para la página: tu progreso se pierde al cerrarla. Todo lo demás funciona.
notice-refused = Eso no se puede hacer ahora: { $reason }
notice-restore = Tu última ejecución de este laboratorio se interrumpió. ¿Seguir desde ahí?
notice-restore-act = Recuperarla
run-link = Copiar enlace
link-copied = Enlace copiado.
link-take = El navegador no deja que la página use el portapapeles. Copia este enlace:
notice-link-losses = No se pudo recuperar todo lo que hay en este enlace. Lo que falta:
notice-link-more = y { $count } más
notice-aside = Tu propia ejecución está guardada. ¿Volver a ella?
notice-aside-act = Volver
loss-damaged = el enlace está dañado
loss-format = aquí no se conoce esta forma
loss-unreadable = no se puede leer
loss-lab = otro laboratorio ocupa su lugar
loss-engine = hecho por otro motor
loss-refused = no se pudo hacer en ese momento
loss-out-of-order = fuera de orden
loss-after-end = después del final de la ejecución
loss-shifted = hecho a su hora, en otro paso
loss-too-long = demasiado para repetirlo
loss-digest = la ejecución resulta distinta
loss-playhead = este momento no se puede mostrar
loss-view = aquí no se conoce

## Lo que se hizo
did-start = { $node } iniciado
did-close = { $node } cerrado
did-flush = { $node } vació el búfer
did-crash = { $node } tumbado
did-power-cut = { $node } sin luz
did-restart = { $node } reiniciado
did-pause = { $node } en pausa
did-resume = { $node } reanudado
did-wipe = disco de { $node } borrado
did-disk-full = disco de { $node } lleno
did-disk-freed = otra vez hay sitio en el disco de { $node }
did-slow-disk = { $times ->
    [1] disco de { $node } tan rápido como debe
   *[other] disco de { $node } { $times } veces más lento
}
did-partition = { $from } y { $to } incomunicados
did-partition-one-way = { $from } no llega a { $to }
did-slow = { $ms ->
    [0] { $from } y { $to } tan cerca como antes
   *[other] { $from } y { $to } { $ms } ms más lejos
}
did-slow-one-way = { $ms ->
    [0] { $from } tan cerca de { $to } como antes
   *[other] { $from } { $ms } ms más lejos de { $to }
}
did-repair = { $from } y { $to } comunicados
did-heal = { $from } y { $to } se alcanzan otra vez
did-heal-one-way = { $from } llega otra vez a { $to }
did-hold = mensajes entre { $from } y { $to } retenidos
did-hold-one-way = mensajes de { $from } a { $to } retenidos
did-release = mensajes entre { $from } y { $to } liberados
did-release-one-way = mensajes de { $from } a { $to } liberados
did-let-go = { $messages ->
    [one] un mensaje entre { $from } y { $to } liberado
   *[other] { $messages } mensajes entre { $from } y { $to } liberados
}
did-flaky = { $lost ->
    [0] ya no se pierden mensajes entre { $from } y { $to }
   *[other] { $lost } de cada { $of } mensajes perdidos entre { $from } y { $to }
}
did-flaky-one-way = { $lost ->
    [0] ya no se pierden mensajes de { $from } a { $to }
   *[other] { $lost } de cada { $of } mensajes perdidos de { $from } a { $to }
}
did-drop = mensaje perdido
did-drop-next = se pierde { $what } de { $from } a { $to }
message-any = el próximo mensaje
message-request = la próxima petición
message-response = la próxima respuesta
message-of = el próximo mensaje { $api }
message-request-of = la próxima petición { $api }
message-response-of = la próxima respuesta { $api }
did-passing = { $about }, durante { $length }
did-nothing = no se hizo nada
did-skew-clock = reloj de { $node } desviado { $ms } ms
did-send = { $node } envía { $value }
did-create-topic = topic { $topic } creado
did-delete-topic = topic { $topic } borrado
did-add-partitions = { $topic } crece a { $partitions } particiones
did-alter-config = { $whose }: { $changes }
did-delete-records = { $records } borrados en { $partition }
did-reset-offsets = offsets de { $group } en { $place } puestos en { $to }
did-elect-leaders = líderes preferidos elegidos para { $place }
did-elect-unclean = líderes elegidos para { $place }, en sincronía o no
config-of = configuración de { $name }
config-of-all = configuración de todos los brokers
records-before = registros antes del offset { $offset }
records-all = todos los registros
leaders-of = { $name }
leaders-of-all = todas las particiones
did-ask = { $node } pide { $api }
did-consumer-command = se pide a { $node } buscar, pausar, reanudar o confirmar

do-start = Inicia { $node }.
do-close = Cierra { $node }.
do-crash = Tumba { $node }.
do-power-cut = Corta la luz de { $node }.
do-restart = Reinicia { $node }.
do-pause = Pausa { $node }.
do-resume = Reanuda { $node }.
do-wipe = Borra el disco de { $node }.
do-disk-full = Llena el disco de { $node }.
do-disk-freed = Haz sitio en el disco de { $node }.
do-slow-disk = { $times ->
    [1] Deja el disco de { $node } tan rápido como debe ser.
   *[other] Haz el disco de { $node } { $times } veces más lento.
}
do-partition = Corta el camino entre { $from } y { $to }.
do-partition-one-way = Corta el camino de { $from } a { $to }.
do-slow = { $ms ->
    [0] Deja { $from } y { $to } tan cerca como antes.
   *[other] Aleja { $from } y { $to } { $ms } ms.
}
do-slow-one-way = { $ms ->
    [0] Deja { $from } tan cerca de { $to } como antes.
   *[other] Aleja { $from } de { $to } { $ms } ms.
}
do-repair = Deja el camino entre { $from } y { $to } como estaba.
do-heal = Deja que { $from } y { $to } se alcancen de nuevo.
do-heal-one-way = Deja que { $from } alcance de nuevo a { $to }.
do-hold = Retén los mensajes entre { $from } y { $to }.
do-hold-one-way = Retén los mensajes de { $from } a { $to }.
do-release = Suelta los mensajes entre { $from } y { $to }.
do-release-one-way = Suelta los mensajes de { $from } a { $to }.
do-let-go = { $messages ->
    [one] Suelta un mensaje entre { $from } y { $to }.
   *[other] Suelta { $messages } mensajes entre { $from } y { $to }.
}
do-flaky = { $lost ->
    [0] No pierdas más mensajes entre { $from } y { $to }.
   *[other] Pierde { $lost } de cada { $of } mensajes entre { $from } y { $to }.
}
do-flaky-one-way = { $lost ->
    [0] No pierdas más mensajes de { $from } a { $to }.
   *[other] Pierde { $lost } de cada { $of } mensajes de { $from } a { $to }.
}
do-drop = Pierde un mensaje.
do-drop-next = Pierde { $what } de { $from } a { $to }.
do-passing = { $about } Durante { $length }.
do-skew-clock = Desajusta el reloj de { $node } en { $ms } ms.
do-create-topic = Crea el topic { $topic }.
do-create-topic-of = { $partitions ->
    [one] Crea el topic { $topic } con una partición.
   *[other] Crea el topic { $topic } con { $partitions } particiones.
}
do-delete-topic = Borra el topic { $topic }.
do-add-partitions = Haz crecer { $topic } a { $partitions } particiones.
do-alter-config = Cambia la { $whose }: { $changes }.
do-delete-records = Borra { $records } en { $partition }.
do-reset-offsets = Pon los offsets de { $group } en { $place } en { $to }.
do-elect-leaders = Elige los líderes preferidos de { $place }.
do-elect-unclean = Elige líderes para { $place }, en sincronía o no.
do-send = Envía { $value } a { $topic } con { $node }.
do-send-keyed = Envía { $value } a { $topic } con { $node }. Su clave es { $key }.

role-leader = «líder de { $partition }»
role-follower = «seguidor de { $partition }»
role-coordinator = «coordinador de { $group }»
group-rack = rack { $rack }
group-zone = zona { $zone }
group-everyone-else = todos los demás

branch-first = la primera ejecución

mark-refused = el guion no pudo actuar
mark-started = { $node } arriba
mark-exited = { $node } terminó

note-elected = { $leader } lidera { $partition }, época { $epoch }
note-elected-elr = { $leader } lidera { $partition }, época { $epoch } (de la ELR)
note-elected-last-known = { $leader } lidera { $partition }, época { $epoch } (fue el último líder; puede haber pérdidas)
note-elected-unclean = { $leader } lidera { $partition }, época { $epoch } (elección unclean: puede haber pérdidas)
note-leaderless = { $partition } se queda sin líder
note-isr = ISR de { $partition }: { $isr }
note-elr = ELR de { $partition }: { $elr }
note-topic-created = topic { $topic } creado
note-topic-deleted = topic { $topic } borrado
note-shutting-down = { $broker } se apaga
note-fenced = { $broker } apartado
note-log-dir-failed = falla el directorio de logs: el broker se detiene
note-unfenced = { $broker } admitido
note-truncated = { $partition } truncada de { $from } a { $to }
note-rebalanced = { $group }: generación { $generation }, { $members ->
    [one] { $members } miembro
   *[other] { $members } miembros
}
note-expired = { $member } expulsado de { $group }

event-booted = el proceso arranca
event-opened = conectado con { $peer }
event-closed = { $peer } cerró la conexión
event-reset = conexión con { $peer } reiniciada (RST)
event-connection-refused = { $peer } rechazó la conexión
event-request = petición { $api } de { $from }
event-response = respuesta { $api } de { $from }
event-timeout = venció el temporizador { $timer }
event-flushed = disco volcado
event-disk-failed = el disco está lleno
event-close = orden de cerrar
event-flush = orden de vaciar el búfer
event-send = orden de enviar a { $topic }
event-ask = se le pide { $api }
event-consumer-command = se le pide buscar, pausar, reanudar o confirmar
event-queued = { $about } (llegó, espera su turno)
event-parked = { $about } (retenido)
event-lost = { $about } (no llegó a nadie)
event-refused = { $about } (no se pudo hacer)

cause-message = enviado { $waited } antes, en el paso { $step }
cause-timer = puesto { $waited } antes, en el paso { $step }
cause-flush = pedido { $waited } antes, en el paso { $step }
cause-disk-failed = escrito en el paso { $step }
cause-step = a causa del paso { $step }

## Lo que se mide
measure-printed = Impresos por { $client } desde que arrancó
measure-printed-total = Impresos por { $client } en total
measure-first-printed = Primer offset impreso por { $client }
measure-last-printed = Último offset impreso por { $client }
measure-sent = Enviados por { $client }
measure-acknowledged = Confirmados a { $client }
measure-sent-to = Partición del último registro enviado por { $client }
measure-processed = Procesados por { $client }
measure-assigned = Particiones que tiene { $client }
measure-consumed = Procesados por { $group } en conjunto
measure-repeated = Procesados de nuevo por { $group }
measure-members = Miembros de { $group }
measure-stable = { $group } está estable (1 es sí)
measure-running = { $node } funciona (1 es sí)
measure-in-flight = Mensajes ({ $api }) en camino de { $from } a { $to }
measure-fetched = Copiados por los seguidores de { $partition }
anybody = cualquiera
somebody = { $name }
measure-generation = Generación de { $group }
measure-rebalances = Rebalances de { $group }
measure-lag = Lag de { $group } en { $topic }
measure-spread = Particiones de { $topic } que tienen algún registro
measure-dropped = Descartados por { $client }
measure-rows = Filas en { $sink }
measure-written = Escrituras guardadas por { $sink }
measure-leader = Broker que lidera { $partition }
measure-leader-epoch = Leader epoch de { $partition }
measure-in-sync = Réplicas de { $partition } en sincronía
measure-log-start = Log start offset de { $replica }
measure-high-watermark = High watermark de { $replica }
measure-log-end = Log end offset de { $replica }
measure-stored = Registros en { $replica }
measure-segments = Segmentos de { $replica }
measure-messages-in = Registros de { $topic } que { $broker } recibió de productores
measure-reads-from = Broker del que { $client } lee { $partition }
measure-lost = Registros confirmados y perdidos
measure-duplicated = Registros entregados dos veces
measure-expired = Registros que caducaron sin leerse
measure-keeps = Cumple { $claim } (1 es sí)
measure-counted = { $count }: { $of }
count-sent = Registros enviados
count-acknowledged = Registros confirmados
count-failed = Envíos fallidos
count-stored = Registros almacenados
count-stored-twice = Registros almacenados otra vez
count-despite-failure = Registros almacenados aunque falló su envío
count-delivered = Registros entregados
count-processed = Registros procesados
count-lost = Registros confirmados que se perdieron
count-duplicated = Registros entregados otra vez
count-repeated = Registros procesados otra vez
count-reordered = Registros fuera de orden
count-aborted = Registros entregados que habían fallado con certeza
count-expired = Registros que caducaron sin leerse
count-compacted = Registros compactados sin leerse
count-deleted = Registros borrados sin leerse
card-holds = La garantía «{ $claim }» se cumple hasta ahora.
card-broken = La garantía «{ $claim }» no se cumple.
card-total = Todos los registros
card-producer = Enviados por { $name }
card-partition = En { $name }
card-group = Leídos por el grupo { $name }
card-start = Leídos por { $name }, arranque { $start }
card-open = { $name }: { $number }. Mostrarlos
card-later = Se buscan cuando el tiempo se detiene.
card-more = y { $count } más
card-place = { $partition } en { $offset }
card-nowhere = No llegó a enviarse
replica-leader = { $partition }
replica-on = { $partition } en { $broker }
measure-committed = Commit de { $group } en { $partition }
measure-position = Posición de { $client } en { $partition }

## Datos
kind-broker = Broker
kind-controller = Controlador
kind-producer = Productor
kind-consumer = Consumidor
kind-admin = Cliente de administración
kind-sink = Destino fuera de Kafka
kind-sender = Emisor sin Kafka
kind-receiver = Receptor sin Kafka
kind-pusher = Servidor que empuja
kind-partition = Partición
kind-timer = Temporizador
kind-message = Mensaje en vuelo
fact-node-id = node.id
fact-rack = rack
fact-starts = arranques
fact-waiting = entradas en espera
fact-timer = { $timer }
fact-broker-epoch = época del broker
fact-partitions = réplicas que guarda
fact-leads = particiones que lidera
fact-group-state = grupo { $group }
fact-active-brokers = brokers activos
fact-topics = topics
fact-metadata-end = log end offset de los metadatos
fact-sent = registros enviados
fact-acknowledged = confirmados
fact-failed = fallidos
fact-buffered = en espera en el búfer
fact-in-flight = peticiones en vuelo
fact-producer-id = producer id, época
fact-source = por enviar
fact-group = group.id
fact-member-state = estado del miembro
fact-generation = generación
fact-member-id = member id
fact-delivered = registros entregados
fact-position = posición en { $partition }
fact-committed = commit en { $partition }
fact-broker = en
fact-leader = líder
fact-leader-epoch = época del líder
fact-replicas = réplicas
fact-isr = ISR
fact-log-start = log start offset
fact-log-end = log end offset
fact-high-watermark = high watermark
fact-batches = lotes
fact-bytes = bytes
fact-of-node = de
fact-timer-set = puesto a los
fact-timer-fires = vence a los
fact-timer-left = quedan
fact-from = de
fact-to = a
fact-sent-at = enviado a los
fact-arrives-at = llega a los
fact-carries = lleva
fact-gone = ya no está en vuelo
