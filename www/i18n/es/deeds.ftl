# Lo que se hizo
did-start = { $node } iniciado
did-close = { $node } cerrado
did-call = { $node } llamó a { $call }()
did-fail = { $node } se caerá después de que { $step }
did-throw = { $node } lanzará una excepción después de que { $step }
do-fail = Haz que { $node } se caiga después de que { $step }.
do-throw = Haz que { $node } lance una excepción después de que { $step }.
do-call = Haz que { $node } llame a { $call }().
step-fetch = poll() haya devuelto
step-process = un registro esté procesado
step-write = un resultado esté escrito
step-send-offsets = sendOffsetsToTransaction() haya devuelto
step-commit = un commit haya devuelto
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
did-delay = mensaje retrasado { $extra }
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
did-create-topic = se pide crear el topic { $topic }
did-delete-topic = se pide borrar el topic { $topic }
did-add-partitions = se piden { $partitions } particiones de { $topic }
did-alter-config = se pide cambiar { $whose }: { $changes }
did-delete-records = se pide borrar { $records } en { $partition }
did-reset-offsets = se pide poner los offsets de { $group } en { $place } a { $to }
did-elect-leaders = se pide elegir a los líderes preferidos de { $place }
did-elect-unclean = se pide elegir líderes para { $place }, en sincronía o no
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
do-partition = Corta la conexión entre { $from } y { $to }.
do-partition-one-way = Corta la conexión de { $from } a { $to }.
do-slow = { $ms ->
    [0] Deja { $from } y { $to } tan cerca como antes.
   *[other] Aleja { $from } y { $to } { $ms } ms.
}
do-slow-one-way = { $ms ->
    [0] Deja { $from } tan cerca de { $to } como antes.
   *[other] Aleja { $from } de { $to } { $ms } ms.
}
do-repair = Repara la conexión entre { $from } y { $to }.
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
do-delay = Retrasa un mensaje { $extra }.
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
role-transaction-coordinator = el coordinador de transacciones de { $id }
role-coordinator = «coordinador de { $group }»
group-rack = rack { $rack }
group-zone = zona { $zone }
group-everyone-else = todos los demás

branch-first = la primera ejecución

mark-refused = el guion no pudo actuar
mark-done = { $asked }: hecho
mark-answered = { $asked }: { $codes }
mark-told = { $asked }: { $status } { $body }
mark-unreachable = { $asked }: el registro de esquemas no contesta
mark-unserializable = { $node } no pudo serializar un registro: { $reason }
mark-undeserializable = { $node } no puede leer { $partition } en el offset { $offset }: { $reason }
mark-skipped = { $node } salta { $partition } en el offset { $offset }
mark-dead-lettered = { $node } puso { $partition } en el offset { $offset } en { $topic }
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
event-call = orden de llamar a { $call }()
event-fail = orden de fallar
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
did-register-schema = pidió registrar { $schema } en { $subject }
do-register-schema = Registra { $schema } en { $subject }.
did-test-schema = preguntó si { $schema } es compatible con { $subject }
do-test-schema = Pregunta si { $schema } es compatible con { $subject }.
did-set-compatibility = puso la compatibilidad de { $subject } en { $level }
do-set-compatibility = Pon la compatibilidad de { $subject } en { $level }.
did-set-compatibility-of-all = puso la compatibilidad de todos los sujetos en { $level }
do-set-compatibility-of-all = Pon la compatibilidad de todos los sujetos en { $level }.
did-delete-schema = pidió borrar la versión { $version } de { $subject }
do-delete-schema = Borra la versión { $version } de { $subject }.
did-delete-subject = pidió borrar { $subject }
do-delete-subject = Borra { $subject }.
