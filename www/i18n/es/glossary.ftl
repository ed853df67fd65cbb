# El glosario. De cada término: la palabra de este idioma, qué es (.what), y las palabras que ningún texto de la página ni de un
# laboratorio puede usar en su lugar (.not).

glossary-title = Glosario
glossary-open = Glosario de los términos de Kafka
glossary-search = Buscar en los términos
glossary-count = { $count ->
    [0] Ningún término tiene eso.
    [one] Un término
   *[other] { NUMBER($count) } términos
}

term-acks = acks
    .what = Lo que pide un productor para dar un registro por enviado: ninguna respuesta (0), que lo tenga el líder (1) o que lo tengan todas las réplicas en sincronía (all, el valor por defecto).

term-assignor = asignador
    .what = Decide qué particiones recibe cada miembro de un grupo. Con el protocolo clásico lo ejecuta el líder del grupo, y es uno de los que conocen todos los miembros.
    .not = assignor, assignors

term-batch = lote
    .what = Registros de una partición que se envían, se guardan y se copian juntos, con una sola cabecera. Lo que se envía en un lote espera una sola respuesta.
    .not = batch, batches, tanda, tandas

term-broker = broker
    .what = Un servidor que guarda réplicas de particiones, acepta registros de los productores y responde los fetch.
    .not = corredor, corredores, intermediario, intermediarios

term-commit = commit
    .what = Un consumidor hace commit cuando guarda, en el coordinador de su grupo, el offset desde el que el grupo debe seguir leyendo. De un registro se dice otra cosa: está confirmado (committed) cuando queda por debajo del high watermark.
    .not = comprometer, comprometido, comprometidos, consignar

term-committed-offset = offset confirmado
    .what = El próximo offset que un grupo debe leer en una partición, según lo guarda su coordinador en __consumer_offsets. Va por detrás de la posición, o está en ella.
    .not = offset comprometido

term-compaction = compactación
    .what = De cada clave queda al menos el registro más nuevo; los anteriores se van algún tiempo después. Los offsets no cambian y el segmento activo no se toca.
    .not = compaction, compactado de logs

term-consumer = consumidor
    .what = Un cliente que pide registros y se los entrega a su aplicación. Leer no quita nada del log.
    .not = suscriptor, suscriptores, consumer, consumers

term-consumer-group = grupo de consumidores
    .what = Consumidores con el mismo group.id que se reparten las particiones de sus topics: cada partición es de uno solo a la vez.
    .not = consumer group, consumer groups

term-controller = controlador
    .what = Decide para todo el clúster quién lidera, quién está en sincronía y qué topics hay, y lo escribe en el log de metadatos.
    .not = controller, controllers

term-controller-quorum = quórum de controladores
    .what = Los controladores juntos. Eligen a uno que decide, y lo que decide vale cuando lo tiene una mayoría: 2f + 1 controladores aguantan la pérdida de f.
    .not = quorum

term-coordinator = coordinador
    .what = El broker que lleva los miembros de un grupo y sus offsets confirmados: quien lidera la partición del grupo en __consumer_offsets. Un transactional.id también tiene uno, según __transaction_state.
    .not = coordinator

term-elr = ELR
    .what = Eligible leader replicas: las que dejaron el ISR cuando este cayó por debajo de min.insync.replicas (KIP-966). Tienen todo lo confirmado, así que una de ellas puede liderar donde nadie del ISR puede.

term-fencing = apartar (fencing)
    .what = Dejar fuera a quien ya tiene sustituto o se ha callado: un broker apartado no está en ningún ISR y no lidera nada, y a un productor o a un miembro con una época vieja se le rechaza.
    .not = cercado, vallado, aislado, aislar, aísla

term-fetch = fetch
    .what = La petición que lee un log desde un offset. La usan por igual consumidores y seguidores; espera en el broker hasta que hay bastante que responder o se acaba su tiempo.

term-follower = seguidor
    .what = Una réplica que no lidera: pide registros al líder y guarda una copia de su log.
    .not = follower, followers, esclavo, esclavos

term-generation = generación
    .what = Un número que crece con cada rebalance de un grupo. Un commit que viene de una anterior se rechaza.

term-heartbeat = heartbeat
    .what = Un mensaje corto que dice que alguien vive: de un miembro a su coordinador, de un broker al controlador. No dice que la aplicación avance.
    .not = latido, latidos

term-high-watermark = high watermark
    .what = El offset por debajo del cual todas las réplicas en sincronía lo tienen todo. Los consumidores solo leen lo que queda por debajo, y no avanza mientras el ISR es menor que min.insync.replicas.
    .not = marca de agua, marca de agua alta

term-idempotence = idempotencia
    .what = El líder reconoce un lote que se envía otra vez, por su producer id, su época y su número de secuencia, y responde sin guardarlo dos veces. Cubre los reintentos de una sesión del productor, no lo que una aplicación envía de nuevo.

term-isr = ISR
    .what = In-sync replicas, las réplicas en sincronía: el líder y los seguidores que no llevan atrasados más de replica.lag.time.max.ms. A todas ellas espera acks=all, y de ellas salen los líderes.
    .not = sincronizado, sincronizada, sincronizados, sincronizadas, sincronizar

term-key = clave
    .what = La parte de un registro por la que el particionador elige la partición y la compactación distingue unos registros de otros. Un registro puede no tenerla.
    .not = llave, llaves

term-lag = lag
    .what = Cuántos offsets va por detrás un grupo en una partición: desde lo que ha confirmado hasta el high watermark.
    .not = rezago, desfase

term-last-stable-offset = last stable offset
    .what = Donde se paran los consumidores con read_committed: antes del primer registro de una transacción todavía abierta, y nunca más allá del high watermark. Abreviado: LSO.
    .not = último offset estable

term-leader = líder
    .what = La réplica en la que escriben los productores y que copian los seguidores. Una partición tiene como mucho uno.
    .not = maestro, maestros

term-leader-epoch = leader epoch
    .what = Un número que crece con cada cambio de líder; cada lote lleva el del líder que lo escribió. Con él las réplicas encuentran dónde se separan sus logs, y a quien todavía cree en un líder antiguo se le dice. Para abreviar: época.
    .not = época del líder, época de líder

term-linger = linger
    .what = Cuánto espera un lote a más registros antes de enviarse: linger.ms, 5 ms por defecto. Un lote lleno no espera.

term-log = log
    .what = Lo que es una partición: registros, uno detrás de otro, que se añaden al final y nunca se cambian en su sitio.
    .not = bitácora, bitácoras

term-log-end-offset = log end offset
    .what = El offset que recibirá el próximo registro del log de una réplica. Abreviado: LEO.
    .not = offset final del log

term-log-start-offset = log start offset
    .what = El offset en el que empieza un log. Avanza cuando se van segmentos viejos y cuando un cliente de administración borra registros.
    .not = offset inicial del log

term-member = miembro
    .what = Un consumidor de un grupo tal como lo conoce el coordinador, por su member id.

term-metadata-log = log de metadatos
    .what = __cluster_metadata: el log de lo que han decidido los controladores. Los brokers lo piden y lo siguen.
    .not = metadata, log de metadata

term-offset = offset
    .what = El lugar de un registro en su partición, contado desde 0. Cada uno se da una vez y no cambia nunca; algunos quedan sin registro.
    .not = desplazamiento, desplazamientos

term-partition = partición
    .what = Un log de un topic. El orden se mantiene dentro de ella, y en ninguna otra parte.
    .not = fragmento, fragmentos, shard

term-partitioner = particionador
    .what = Elige en el productor la partición de un registro: por un hash de la clave o, sin clave, la misma partición hasta que ha recibido batch.size bytes.
    .not = partitioner

term-poll = poll
    .what = La llamada con la que una aplicación toma registros de su consumidor. Confirma lo que devolvieron los polls anteriores, si enable.auto.commit está activado y ya toca; un miembro que no la hace durante max.poll.interval.ms deja su grupo.
    .not = sondeo, sondeos, sondear, encuesta

term-position = posición
    .what = El próximo offset que leerá un consumidor. Vive en su proceso; lo que le sobrevive es el offset confirmado.

term-preferred-leader = líder preferido
    .what = La primera réplica de la asignación de una partición. El controlador le devuelve la partición cuando está en sincronía, si auto.leader.rebalance.enable está activado.

term-producer = productor
    .what = Un cliente que envía registros: elige sus particiones, los reúne en lotes y envía otra vez los que se quedaron sin respuesta.
    .not = publicador, publicadores

term-producer-epoch = producer epoch
    .what = Un número junto al producer id. Crece cuando otro se queda con el transactional.id, cuando a una transacción se le acaba el plazo y, desde la versión 2 de transacciones, con cada final de transacción; a quien escribe con una más vieja se le rechaza.
    .not = época del productor, época de productor

term-quota = cuota
    .what = Lo que un cliente puede usar en un segundo. A quien toma más se le responde, y después se deja esperar un rato su conexión (throttling).
    .not = quota, quotas

term-rack = rack
    .what = Dónde está un broker o un cliente, como una zona de un centro de datos. Las réplicas se reparten entre racks, y a un consumidor se le puede mandar a leer de una réplica del suyo.
    .not = bastidor, bastidores

term-rebalance = rebalance
    .what = Un grupo reparte de nuevo sus particiones, porque ha llegado o se ha ido un miembro o porque han cambiado sus topics.
    .not = rebalanceo, rebalanceos, rebalancear, reequilibrio

term-record = registro
    .what = De lo que está hecho un log: una clave, un valor, cabeceras y un timestamp. Un mensaje, en esta página, es lo que viaja entre dos nodos.
    .not = récord, record, records

term-record-accumulator = acumulador
    .what = La memoria del productor, buffer.memory bytes, donde los registros esperan en lotes, por particiones, a que se envíen.
    .not = accumulator

term-replica = réplica
    .what = Una copia del log de una partición en un broker. Una de ellas lidera.

term-retention = retención
    .what = Cuánto conserva un log lo que tiene, por edad o por tamaño, lo haya leído quien lo haya leído. Se van segmentos enteros, primero los más viejos.
    .not = retention

term-segment = segmento
    .what = Un tramo de un log en un archivo propio. Solo se escribe en el último, el segmento activo.

term-sequence-number = número de secuencia
    .what = Cuenta lo que un productor idempotente envía a una partición. Con él el líder ve que un lote ha llegado dos veces, o que falta uno anterior.

term-session-timeout = timeout de sesión
    .what = El silencio tras el que se da a alguien por muerto: a un miembro, su coordinador (session.timeout.ms, 45 s por defecto); a un broker, el controlador (broker.session.timeout.ms, 9 s).
    .not = tiempo de espera de sesión

term-timestamp = timestamp
    .what = La hora que lleva un registro: la del reloj del productor, o la del broker donde lo diga message.timestamp.type. Por ella van la retención y el cierre de los segmentos.
    .not = marca de tiempo, marcas de tiempo

term-tombstone = tombstone
    .what = Un registro con clave y sin valor: le dice a la compactación que la clave ya no está.
    .not = lápida, lápidas

term-topic = topic
    .what = Un nombre para registros que van juntos, repartidos en una o más particiones.
    .not = tópico, tópicos, tema, temas

term-transaction = transacción
    .what = Escrituras en varias particiones, y con ellas offsets confirmados, que se vuelven visibles todas o ninguna para los consumidores con read_committed.

term-transaction-marker = marcador de transacción
    .what = Un registro de control que el coordinador hace escribir en cada partición de una transacción cuando esta acaba: commit o aborto. Ocupa un offset, y ninguna aplicación lo recibe nunca.
    .not = marca de transacción, marcas de transacción

term-transactional-id = transactional.id
    .what = El nombre con el que un productor hace transacciones. Sobrevive al proceso: quien arranca de nuevo con él aparta al anterior y cierra lo que este había dejado abierto.
    .not = identificador transaccional

term-unclean-leader-election = elección unclean de líder
    .what = Una réplica que no está en sincronía pasa a liderar porque no puede ninguna otra; así se pueden perder registros confirmados. Por defecto está desactivada.
    .not = elección sucia, elección no limpia

term-zombie = zombi
    .what = Un proceso al que se dio por muerto, que ya tiene sustituto y vuelve sin saberlo. Su época es entonces vieja, así que queda apartado.
    .not = zombie, zombies
