# Lo que significa cada campo de los formularios del taller

field-Action-add-partitions = Pide que se añadan particiones a un topic.
field-Action-alter-config = Pide que se cambien configuraciones de un topic o de los brokers.
field-Action-close = Un cliente o un broker cierra en orden: un consumidor hace commit y deja su grupo, un broker entrega las particiones que lidera (`controlled.shutdown.enable`) y vuelca sus logs al disco.
field-Action-crash = `kill -9`: el proceso desaparece, lo que escribió queda.
field-Action-create-topic = El cliente de administración pide que se cree un topic.
field-Action-delay = Un mensaje en vuelo tarda más, y con él lo que se envió detrás por su conexión.
field-Action-delete-records = Pide que se borren los primeros registros de una partición.
field-Action-delete-topic = Pide que se borre un topic.
field-Action-disk-freed = Cabe en él lo mismo que antes de llenarse.
field-Action-disk-full = En el disco del nodo no cabe más de lo que hay ahora.
field-Action-drop = Se pierde un mensaje en vuelo, y su conexión con él.
field-Action-drop-next = Se pierde el próximo mensaje que sea así, y su conexión con él.
field-Action-elect-leaders = Pide que se elijan líderes.
field-Action-fail = La aplicación de un consumidor falla en una línea suya.
field-Action-flaky = Algunos de los mensajes entre dos nodos se pierden al azar, cada uno con su conexión.
field-Action-heal = El camino entre dos nodos ya no está cortado; sigue tan lento o inseguro como esté.
field-Action-hold = Lo que va de camino entre dos nodos se para, y lo que se envíen desde ahora espera detrás.
field-Action-partition = El camino entre dos nodos se corta; lo que va por él espera.
field-Action-passing = Algo se rompe y se arregla solo al cabo de un rato.
field-Action-pause = El proceso se detiene; sus conexiones siguen abiertas.
field-Action-power-cut = La máquina se queda sin luz: solo queda seguro lo que se volcó al disco.
field-Action-release = Lo retenido entre dos nodos sigue su camino, en orden.
field-Action-repair = El camino entre dos nodos queda como en la red: ni cortado ni retenido, ni lento ni inseguro.
field-Action-reset-offsets = Fija desde dónde sigue leyendo un grupo sin miembros.
field-Action-restart = El proceso arranca otra vez; si está en marcha, antes se mata.
field-Action-resume = Sigue con todo lo que esperaba.
field-Action-send = La aplicación de un productor envía un registro.
field-Action-skew-clock = El reloj de un nodo se desajusta.
field-Action-slow = Lo que se envían dos nodos tarda más.
field-Action-slow-disk = El disco del nodo tarda más en volcar y en leer.
field-Action-start = Arranca un proceso que no está en marcha.
field-Action-transact = La aplicación de un productor hace una llamada sobre transacciones.
field-Action-wipe = Se vacía el disco de un nodo caído.

field-AddPartitions = Un topic que crece: `kafka-topics --alter --partitions`.
field-AddPartitions-partitions = Cuántas particiones debe tener en total.
field-AddPartitions-topic = El topic.

field-AlterConfig = Configuraciones que cambiar: `kafka-configs --alter`, de un topic, de un broker, o de todos los brokers si no se nombra ninguno de los dos.
field-AlterConfig-broker = El broker, como `broker-2`.
field-AlterConfig-config = Configuraciones que reciben estos valores.
field-AlterConfig-delete = Configuraciones que pierden el suyo, de modo que vuelve a contar lo que hay debajo.
field-AlterConfig-topic = El topic.

field-AppStepFile-commit = Llega la respuesta al commit que lo cubre.
field-AppStepFile-fetch = `poll()` ha devuelto el registro.
field-AppStepFile-process = El registro está procesado.
field-AppStepFile-send-offsets = `sendOffsetsToTransaction()` ha vuelto.
field-AppStepFile-write = Lo que salió de él está escrito.

field-ApplicationFile-commits = Cuándo hace commit.
field-ApplicationFile-deduplicates = Cómo reconoce los registros que ya trató, que entonces deja estar.
field-ApplicationFile-fails = Dónde falla.
field-ApplicationFile-writes-to = Dónde escribe lo que hace con los registros; si falta, los imprime.

field-BrokerFile-config = Configuraciones del broker en las que difiere de los demás.
field-BrokerFile-disk = Lo que su disco tiene distinto de los demás.
field-BrokerFile-id = El `node.id` de Kafka. El broker 1 se llama `broker-1` en las acciones.
field-BrokerFile-page-cache = Bytes de memoria que su sistema operativo usa como page cache.
field-BrokerFile-rack = El `broker.rack` de Kafka.

field-Claim = Una garantía que afirma un laboratorio o una persona: lo que no debe contarse en una ejecución. La documentación de Kafka («Message Delivery Semantics») distingue at most once de at least once según si un consumidor guarda su posición antes o después de procesar: cuenta lo que se procesó. El orden es una promesa aparte: solo `in-order` prohíbe los registros `reordered`, y no prohíbe nada más.
field-Claim-at-least-once = No falta ningún registro confirmado entre lo que los lectores han dejado atrás.
field-Claim-at-most-once = Un grupo no procesa nada dos veces, ni un mismo arranque de un consumidor sin grupo.
field-Claim-effectively-once = Ambas cosas: por muchas veces que un registro se guarde y se entregue, surte efecto una vez. Cuando vuelve, la aplicación, o el lugar donde escribe, lo reconoce.
field-Claim-exactly-once = Lo mismo, y además la parte de Kafka: ningún registro está dos veces en su log (KIP-98, el productor idempotente) y no se lee ninguno que falló con certeza (`read_committed`).
field-Claim-in-order = A ningún lector se le da un registro de detrás de otro que su productor envió más tarde a la partición.
field-Claim-none = No se promete nada.

field-ClientFile-consumer = Un consumidor.
field-ClientFile-consumer-application = Qué hace su aplicación con los registros.
field-ClientFile-consumer-config = Configuraciones del consumidor.
field-ClientFile-consumer-process-ms = Cuánto trabaja su aplicación en un registro.
field-ClientFile-consumer-start-ms = Cuándo arranca, en ms; si falta, lo arranca una acción.
field-ClientFile-consumer-subscribe = Los topics a los que se suscribe.
field-ClientFile-producer = Un productor.
field-ClientFile-producer-config = Configuraciones del productor.
field-ClientFile-producer-partitioner = Cómo elige su aplicación las particiones, si no lo deja a las configuraciones.
field-ClientFile-producer-source = Lo que envía por su cuenta.
field-ClientFile-producer-start-ms = Cuándo arranca, en ms; si falta, lo arranca una acción.
field-ClientFile-pusher = Un servidor que empuja.
field-ClientFile-pusher-buffer = Cuántos elementos caben en el búfer de un receptor.
field-ClientFile-pusher-start-ms = Cuándo arranca, en ms; enseguida si no se dice; null: lo arranca una acción.
field-ClientFile-pusher-timeout-ms = Cuánto se espera una respuesta o una conexión, en ms.
field-ClientFile-pusher-to = Los receptores a los que empuja.
field-ClientFile-pusher-when-full = Qué pasa cuando uno está lleno.
field-ClientFile-pusher-window = Cuántos elementos van de camino a un receptor a la vez: lo que cabe en su socket.
field-ClientFile-receiver = Alguien que recibe sin broker.
field-ClientFile-receiver-process-ms = Cuánto tarda en procesar un elemento.
field-ClientFile-receiver-start-ms = Cuándo arranca, en ms; si falta, lo arranca una acción.
field-ClientFile-sender = Alguien que envía sin broker.
field-ClientFile-sender-count = Cuántos elementos hay.
field-ClientFile-sender-every-ms = El tiempo entre dos elementos, en ms.
field-ClientFile-sender-start-ms = Cuándo arranca, en ms; si falta, lo arranca una acción.
field-ClientFile-sender-synchronous = Si espera a que todos hayan procesado un elemento antes de hacer el siguiente.
field-ClientFile-sender-timeout-ms = Cuánto se espera una respuesta o una conexión, en ms.
field-ClientFile-sender-to = Los receptores o servidores que empujan a los que envía.
field-ClientFile-sender-value-bytes = Los bytes de cada uno.
field-ClientFile-sink = Un sistema fuera de Kafka que guarda lo que las aplicaciones le escriben.
field-ClientFile-sink-durable = Si vuelca al disco antes de responder. Si no, un corte de luz se lleva aquello por lo que respondió.
field-ClientFile-sink-keeps = Qué guarda.
field-ClientFile-sink-start-ms = Cuándo arranca, en ms; enseguida si no se dice; null: lo arranca una acción.

field-ClusterFile-config = Configuraciones de los brokers, las mismas para todos los que no digan otra cosa.
field-ClusterFile-disk = Los discos de los brokers, iguales para todos los que no digan otra cosa.
field-ClusterFile-features = Los niveles de las features del clúster, como los fija `kafka-features`.
field-ClusterFile-network = A qué velocidad viajan los mensajes.
field-ClusterFile-page-cache = Bytes de memoria que el sistema operativo de un broker usa como page cache, los mismos para todos los que no digan otra cosa; 4 GiB si no se dice.

field-CommitsFile-after-poll = `commitSync()` cuando todo lo que devolvió un poll está procesado y escrito.
field-CommitsFile-after-record = `commitSync()` después de cada registro.
field-CommitsFile-automatically = Ella no lo hace: puede hacerlo `enable.auto.commit`.
field-CommitsFile-before-processing = `commitSync()` en cuanto vuelve un poll, antes de procesar nada.
field-CommitsFile-with-output = Junto con lo que escribe: en las transacciones del productor de un topic, o en la misma escritura a un sumidero.

field-CommittedName = Un grupo y una partición.
field-CommittedName-group = El `group.id`.
field-CommittedName-partition = El número de la partición.
field-CommittedName-topic = El topic.

field-Count-aborted = Entregado a un lector aunque su envío falló con certeza. Una vez por lector. Su nombre publicado es `G1a`.
field-Count-acknowledged = Se dijo al productor que el registro está guardado.
field-Count-compacted = Confirmado, y ya no está cuando llega un lector, porque un registro posterior tiene su clave: como se acordó.
field-Count-deleted = Confirmado, y borrado por un cliente de administración antes de que llegara un lector que lo quería: como se pidió.
field-Count-delivered = Devuelto por algún `poll()`; cuenta cada vez.
field-Count-despite-failure = Guardado, aunque se dijo a su productor que falló: quizá, o con certeza, no se escribió.
field-Count-duplicated = Entregado otra vez al mismo lector; cuenta cada vez.
field-Count-expired = Confirmado, y borrado por la retención antes de que llegara un lector que lo quería: no es una pérdida, es lo acordado.
field-Count-failed = Se dijo al productor que no está guardado, o que quizá no lo esté.
field-Count-lost = Confirmado, un lector pasó de largo, nunca lo procesó y nada lo excusa. Una vez por lector.
field-Count-processed = Procesado por una aplicación; cuenta cada vez.
field-Count-reordered = Entregado a un lector detrás de un registro que su productor envió más tarde. Una vez por lector.
field-Count-repeated = Procesado otra vez por el mismo lector, y con un segundo efecto; cuenta cada vez. Lo que una aplicación reconoce no lo procesa; y donde escribe por clave o por offset, repetir lo mismo no cambia nada.
field-Count-sent = Se llamó a `send()` y el registro recibió una partición.
field-Count-stored = Está en un log, según se dijo a algún cliente: cuenta cada lugar, así que un registro en dos offsets cuenta dos veces.
field-Count-stored-twice = Está en su log una vez más: cuenta cada lugar de más. Su nombre publicado es `duplicate`.

field-CountFile-at-least = Al menos tantos.
field-CountFile-at-most = Como mucho tantos.

field-CountedName = Un número del balance, de todo o de una parte.
field-CountedName-count = Qué se cuenta.
field-CountedName-group = De qué grupo; lo que no es cosa de lectores no es de ningún grupo.
field-CountedName-partition = En qué partición del topic; en todas si no se dice.
field-CountedName-producer = De los registros de qué productor; de todos si no se dice.
field-CountedName-topic = En qué topic.

field-CreateTopic = Un topic que crear: `kafka-topics --create`.
field-CreateTopic-config = Configuraciones del topic.
field-CreateTopic-partitions = Cuántas particiones recibe; `num.partitions` si no se dice.
field-CreateTopic-replication-factor = Cuántas réplicas recibe cada una; `default.replication.factor` si no se dice.
field-CreateTopic-topic = Su nombre.

field-Cut = Un camino que cortar, abrir o retener.
field-Cut-from = Un extremo.
field-Cut-one-way = Solo se trata de lo que va de `from` a `to`.
field-Cut-to = El otro extremo.

field-DeduplicatesFile-by-key = Por su clave: un registro por clave, para siempre.
field-DeduplicatesFile-by-offset = Por su partición y su offset.

field-Delay = Un mensaje en vuelo que tarda más.
field-Delay-by-ms = Cuánto más, en ms.
field-Delay-flight = Su número en el mundo.

field-DeleteRecords = Registros que borrar: `kafka-delete-records`.
field-DeleteRecords-before = El offset antes del cual se borran; hasta el high watermark si no se dice.
field-DeleteRecords-partition = El número de la partición.
field-DeleteRecords-topic = El topic.

field-DiskFile-bandwidth = Bytes leídos por segundo; 0 es sin límite; 200.000.000 si no se dice.
field-DiskFile-capacity = Bytes que caben en él; 0 es sin límite, como es si no se dice.
field-DiskFile-flush-us = Cuánto tarda un volcado, en µs; 2.000 si no se dice.
field-DiskFile-seek-us = Cuánto tarda en dar su primer byte una lectura que no responde ninguna caché, en µs; 5.000 si no se dice.
field-DiskFile-write-back-ms = Cuánto después de escribirse algo lo vuelca el propio sistema operativo, en ms; 0 es nunca; 30.000 si no se dice, como en Linux.

field-DropNext = Un mensaje que quizá no se ha enviado todavía.
field-DropNext-api = La API a la que pertenece, por su nombre en el protocolo de Kafka, como `Produce`; cualquiera si no se dice.
field-DropNext-from = Quién lo envía.
field-DropNext-is = Si pregunta o responde; cualquiera de los dos si no se dice.
field-DropNext-to = Quién no lo recibe nunca.

field-ElectLeaders = Líderes que elegir: `kafka-leader-election`, de todas las particiones si no se nombra ninguna.
field-ElectLeaders-partition = El número de la partición; todas las del topic si no se dice.
field-ElectLeaders-topic = El topic; todos si no se dice.
field-ElectLeaders-unclean = Si puede liderar una réplica que no está en sincronía donde no hay otra; si no, se eligen las réplicas preferidas.

field-ExploreFile-at-once = Cuántos duran a la vez como mucho.
field-ExploreFile-count = Cuántos fallos tiene una ejecución.
field-ExploreFile-faults = De dónde se sortean los fallos.
field-ExploreFile-from-ms = Nada se rompe antes de ese momento, en ms.
field-ExploreFile-to-ms = Nada se rompe después de ese momento, en ms; la mitad de `until_ms` si no se dice. El resto es para que se arregle lo último que se rompe, y para que los clientes acaben.

field-Fail = Una aplicación que debe fallar en una línea suya.
field-Fail-after = Después de qué paso, en cuanto se dé una vez más.
field-Fail-client = El consumidor.
field-Fail-how = Cómo.

field-FailureFile-after = Después de qué paso.
field-FailureFile-at = En qué registro.
field-FailureFile-how = Cómo.

field-FaultFile = Algo que se puede romper.
field-FaultFile-at-most = Cuántas veces se hace en una ejecución como mucho.
field-FaultFile-at-once = Cuántas veces dura a la vez como mucho. Un broker al que se cortó la luz cuenta hasta que está otra vez en sincronía con todo lo que guarda, y mientras tanto también cuenta uno que se cae; de estos hay 1 a la vez si no se dice más, que es lo que Kafka aguanta con `min.insync.replicas=2`.
field-FaultFile-do = Qué. Además de nombres y papeles se puede nombrar `any broker`, `any producer`, `any consumer`, `any client` y `any node`: uno de ellos, sorteado cada vez.
field-FaultFile-for-ms = Cuánto dura; lo que acaba al instante no lo necesita.
field-FaultFile-weight = Con qué frecuencia sale, comparado con los demás.

field-FeaturesFile-transaction-version = `transaction.version`: con 2, cada transacción tiene una época propia y los líderes añaden sus particiones (KIP-890).

field-Flaky = Un camino que pierde mensajes.
field-Flaky-from = Un extremo.
field-Flaky-lost = Cuántas peticiones y respuestas se pierden de media; 0 es ninguna.
field-Flaky-of = De cada cuántas.
field-Flaky-one-way = Solo se pierde lo que va de `from` a `to`.
field-Flaky-to = El otro extremo.

field-Flight = Un mensaje en vuelo.
field-Flight-flight = Su número en el mundo.

field-FlightsName = Mensajes en camino.
field-FlightsName-api = La API a la que pertenecen, por su nombre en el protocolo de Kafka, como `Fetch`; cualquiera si no se dice.
field-FlightsName-from = Quién los envió, un nodo o un papel; cualquiera si no se dice.
field-FlightsName-is = Si preguntan o responden; cualquiera de los dos si no se dice.
field-FlightsName-to = A quién van; a cualquiera si no se dice.

field-Goal-at-least = Lo menos que puede ser.
field-Goal-at-most = Lo más que puede ser.
field-Goal-measure = Qué se mide.

field-GroupTopicName = Un grupo y un topic.
field-GroupTopicName-group = El `group.id`.
field-GroupTopicName-topic = El topic.

field-KeepsFile-file = Cada línea, en el orden en que llegaron.
field-KeepsFile-table = El valor más nuevo de cada clave.

field-KeyPartitionFile = La partición de una clave.
field-KeyPartitionFile-key = La clave, que `key.serializer` convierte en bytes.
field-KeyPartitionFile-partition = Su partición.

field-LabFile-claim = La garantía que se exige a la ejecución.
field-LabFile-explore = Lo que se puede romper mientras alguien busca una ejecución en la que no se cumple la garantía. Si falta, se puede romper en los brokers todo lo que se arregla solo.
field-LabFile-script = Qué pasa y cuándo, sin que nadie lo haga.
field-LabFile-seed = De dónde sale el azar.
field-LabFile-until-ms = Hasta dónde llega una ejecución si no se dice otra cosa, en ms de tiempo del modelo.

field-MannerFile-crash = El proceso desaparece al instante.
field-MannerFile-throw = Lanza una excepción, y el consumidor se cierra al salir.

field-Measure-acknowledged = Cuántos de ellos se confirmaron. Las preguntas cuentan desde la pregunta.
field-Measure-assigned = Cuántas particiones tiene un consumidor en marcha.
field-Measure-committed = El offset que un grupo ha confirmado, según su coordinador; -1 si no hay ninguno o no hay coordinador.
field-Measure-consumed = Cuántos registros han procesado juntos los miembros de un grupo. Las preguntas cuentan desde la pregunta.
field-Measure-counted = Cualquier número del balance, como `reordered`; de todo, o de un productor, un grupo o una partición. Las preguntas cuentan desde la pregunta.
field-Measure-dropped = Cuántos elementos ha tirado un servidor que empuja. Las preguntas cuentan desde la pregunta.
field-Measure-duplicated = Cuántas veces se entregó otra vez un registro al mismo lector. Las preguntas cuentan desde la pregunta.
field-Measure-expired = Cuántos registros borró la retención antes de que llegara un lector que los quería. Las preguntas cuentan desde la pregunta.
field-Measure-fetched = El offset hasta el que algún seguidor ha copiado una partición: el log end offset del que más tiene; -1 si no hay ningún seguidor en marcha.
field-Measure-hosted = Cuántos brokers en marcha tienen una réplica de una partición, digan lo que digan los metadatos más nuevos: los que ya lo saben.
field-Measure-first-printed = El offset del primer registro que imprimió desde su último arranque; -1 si no hay ninguno.
field-Measure-generation = La generación de un grupo, según su coordinador; -1 si no hay tal grupo o no hay coordinador.
field-Measure-high-watermark = El high watermark de una partición, según una réplica; -1 si ninguna está en marcha.
field-Measure-in-flight = Cuántas peticiones y respuestas así están en camino.
field-Measure-in-sync = Cuántas réplicas de una partición están en sincronía, según los mismos metadatos: el tamaño de su ISR.
field-Measure-keeps = 1 mientras la ejecución cumple esta garantía, 0 en cuanto la rompe.
field-Measure-lag = Cuántos registros va por detrás un grupo en un topic: la suma de la columna LAG de `kafka-consumer-groups`, desde lo confirmado hasta el high watermark. Las particiones sin offset confirmado no cuentan; -1 si no hay otras.
field-Measure-last-printed = El offset del último registro que imprimió desde su último arranque; -1 si no hay ninguno.
field-Measure-last-stable-offset = Hasta dónde lee de una réplica un consumidor con `read_committed`: su last stable offset (LSO); -1 si ninguna está en marcha.
field-Measure-leader = El id del broker que lidera una partición, según los metadatos más nuevos del clúster; -1 si no hay líder.
field-Measure-leader-epoch = La leader epoch de una partición, según los mismos metadatos; -1 mientras no la hay.
field-Measure-log-end = El log end offset de una réplica: el offset de su próximo registro; -1 si ninguna está en marcha.
field-Measure-log-start = El log start offset de una réplica; -1 si ninguna está en marcha.
field-Measure-lost = Cuántos registros confirmados han dejado atrás los lectores sin procesarlos nunca y sin nada que lo excuse: ni caducaron, ni se compactaron o borraron. Las preguntas cuentan desde la pregunta.
field-Measure-members = Cuántos miembros tiene un grupo, según su coordinador.
field-Measure-batches = Cuántos lotes contiene el log de una réplica; -1 si ninguna está en marcha.
field-Measure-backdated = Cuántos registros del log de una réplica son más antiguos, según sus timestamps, que alguno que está delante; -1 si ninguna está en marcha.
field-Measure-requests = Cuántas peticiones de una API ha respondido un broker desde que arrancó: la cuenta de `RequestMetrics` de Kafka, donde los fetch son los de consumidores. Las preguntas cuentan desde la pregunta.
field-Measure-bytes-in = Cuántos bytes de un topic ha aceptado un broker de productores desde que arrancó: la métrica `BytesInPerSec` de Kafka. Las preguntas cuentan desde la pregunta.
field-Measure-cache-misses = Cuántas lecturas no pudo servir la caché de páginas de un broker desde que arrancó, de modo que tuvo que hacerlo el disco. Las preguntas cuentan desde la pregunta.
field-RequestsName = Una API de un broker.
field-RequestsName-api = La API, por su nombre en el protocolo de Kafka, como `Produce`.
field-RequestsName-on = El broker, como `broker-2`.
field-Measure-messages-in = Cuántos registros de un topic ha aceptado un broker de productores desde que arrancó: la métrica `MessagesInPerSec` de Kafka. Las preguntas cuentan desde la pregunta.
field-Measure-position = El próximo offset que leerá un consumidor en marcha; -1 si no tiene ninguno.
field-Measure-printed = Cuántos registros ha impreso la aplicación de un consumidor desde su último arranque.
field-Measure-printed-total = Cuántos ha impreso en todos sus arranques. Las preguntas cuentan desde la pregunta.
field-Measure-processed = Cuántos registros ha procesado en todos sus arranques la aplicación de un consumidor, o un receptor sin broker; no cuenta lo que reconoció y dejó estar. Las preguntas cuentan desde la pregunta.
field-Measure-reads-from = El id del broker del que un consumidor en marcha lee una partición; -1 si no conoce ninguno.
field-Measure-rebalances = Cuántos rebalances de un grupo han terminado: cada uno hace una generación. Las preguntas cuentan desde la pregunta.
field-Measure-repeated = Cuántas veces un miembro de un grupo procesó un registro que el grupo ya había procesado. Las preguntas cuentan desde la pregunta.
field-Measure-rows = Cuántas filas tiene la tabla de un sumidero en marcha, o líneas su archivo, o registros el almacén o el archivo contenedor de objetos de la aplicación de un consumidor en marcha; -1 si no está en marcha.
field-Measure-running = 1 mientras el proceso de un nodo está en marcha, 0 si no. El nodo puede ser un papel.
field-Measure-segments = Cuántos segmentos tiene el log de una réplica, con el activo; -1 si ninguna está en marcha.
field-Measure-sent = Cuántos registros ha enviado la aplicación de un productor, o elementos un emisor sin broker; estos cuentan una vez por receptor. Las preguntas cuentan desde la pregunta.
field-Measure-sent-to = La partición a la que fue el último registro de un productor; -1 si no ha enviado ninguno.
field-Measure-spread = Cuántas particiones de un topic tienen algún registro.
field-Measure-stable = 1 mientras un grupo está Stable, según su coordinador; si no, 0.
field-Measure-stored = Cuántos registros tiene el log de una réplica; -1 si ninguna está en marcha.
field-Measure-written = Lo mismo, pero una fila cuenta una vez por cada escritura que la cambió. Las preguntas cuentan desde la pregunta.

field-MessageKind-request = Pregunta.
field-MessageKind-response = Responde.

field-NetworkFile-bandwidth = Bytes por segundo en cada sentido entre dos nodos; 0 es sin límite.
field-NetworkFile-jitter-ms = Cuánto más puede tardar, al azar.
field-NetworkFile-latency-ms = Cuánto tarda como mínimo cada mensaje.

field-NthFile = El registro de ese número, contado desde 1.

field-OutputFile-sink = Por una conexión, a un cliente de la clase `sink`.
field-OutputFile-store = En un almacén propio, en su disco: lo que hizo con un registro y que ya lo trató son una sola escritura.
field-OutputFile-topic = En un topic, con un productor propio: consumir, transformar, producir.

field-PartitionName = Una partición de un topic.
field-PartitionName-partition = El número de la partición.
field-PartitionName-topic = El topic.

field-PartitionerFile-consistent-random = Como librdkafka si no se le dice otra cosa: CRC-32 de la clave; sin clave, una partición al azar.
field-PartitionerFile-rule = Un particionador propio de la aplicación.

field-Passing = Algo que no dura.
field-Passing-do = Qué se rompe. Quien cae por ello arranca otra vez, quien está en pausa sigue, y un disco, un reloj o un camino queda como estaba.
field-Passing-for-ms = Al cabo de cuánto, en ms.

field-PositionName = Un consumidor y una partición.
field-PositionName-client = El consumidor.
field-PositionName-partition = El número de la partición.
field-PositionName-topic = El topic.

field-RecordPlaceFile = El lugar de un registro.
field-RecordPlaceFile-offset = El offset.
field-RecordPlaceFile-partition = El número de la partición.
field-RecordPlaceFile-topic = El topic.

field-Release = Un camino retenido, del que soltar algo.
field-Release-from = Un extremo.
field-Release-messages = Cuántas peticiones y respuestas siguen, primero las que se enviaron antes; el resto queda retenido. Todo sigue si no se dice.
field-Release-one-way = Solo se trata de lo que va de `from` a `to`.
field-Release-to = El otro extremo.

field-RepeatFile-every-ms = De una vez a la siguiente, en ms; con `when`: como mínimo.
field-RepeatFile-times = Cuántas veces en total; con `when`: como mucho.

field-ReplicaName = Una réplica de una partición.
field-ReplicaName-on = El broker cuya réplica se quiere, como `broker-2`, o un papel, como `follower of orders-0`; quien lidere si no se dice.
field-ReplicaName-partition = El número de la partición.
field-ReplicaName-topic = El topic.

field-ResetOffsets = Posiciones de un grupo que fijar: `kafka-consumer-groups --reset-offsets --to-offset`. El grupo no debe tener miembros.
field-ResetOffsets-group = El `group.id`.
field-ResetOffsets-partition = El número de la partición; todas si no se dice.
field-ResetOffsets-to = El offset desde el que el grupo debe seguir leyendo.
field-ResetOffsets-topic = El topic.

field-RuleFile = Un particionador propio de una aplicación.
field-RuleFile-by-key = Las claves que conoce.
field-RuleFile-otherwise = La partición de cualquier otro registro; si falta, lo que digan las configuraciones.

field-ScriptFile = Una acción a una hora, o en cuanto algo haya llegado a ser así.
field-ScriptFile-at-ms = Cuándo, en ms; con `when`: no antes.
field-ScriptFile-do = Qué.
field-ScriptFile-for-ms = Se arregla solo al cabo de tanto, en ms: lo mismo que `passing`.
field-ScriptFile-repeat = Más de una vez.
field-ScriptFile-when = Justo después del primer paso con el que esto es así, y antes que cualquier otra cosa de ese instante.

field-Send = Un registro que enviar.
field-Send-client = El productor.
field-Send-key = La clave, que el `key.serializer` del cliente convierte en bytes; null es ninguna.
field-Send-partition = Una partición explícita.
field-Send-topic = Adónde.
field-Send-value = El valor, que el `value.serializer` del cliente convierte en bytes; null es un tombstone.

field-SinkOutputFile = Cómo escribe una aplicación en un sumidero.
field-SinkOutputFile-mode = Qué hace una escritura repetida.
field-SinkOutputFile-name = El sumidero.
field-SinkOutputFile-retry = Si se repite una escritura cuyo resultado no se sabe; si no, la aplicación lanza una excepción.
field-SinkOutputFile-timeout-ms = Cuánto se espera una respuesta, en ms.

field-Skew = Un reloj desajustado.
field-Skew-node = De quién.
field-Skew-offset-ms = Cuánto va adelantado a la hora real, en ms; negativo es atrasado.

field-Slow = Un camino lento.
field-Slow-extra-ms = Cuánto más tarda todo de lo que dice la red, en ms; 0 es lo que dice la red.
field-Slow-from = Un extremo.
field-Slow-one-way = Solo tarda más lo que va de `from` a `to`.
field-Slow-to = El otro extremo.

field-SlowDisk = Un disco lento.
field-SlowDisk-node = De quién.
field-SlowDisk-times = Cuántas veces lo debido tardan desde ahora los volcados y las lecturas; 1 es lo debido.

field-SourceFile-aborts-every = Cada cuántas transacciones la aplicación aborta una al final; 0: ninguna.
field-SourceFile-also-to = Topics a los que también va cada registro, uno tras otro.
field-SourceFile-between-ms = Cuánto trabaja la aplicación entre dos envíos de un tick, y antes de confirmarlos, en ms.
field-SourceFile-count = Cuántos registros hay; tantos como `values` si no se dice.
field-SourceFile-every-ms = El tiempo entre dos envíos, en ms.
field-SourceFile-key = Una plantilla de las claves; si falta, los registros no tienen. Mira `value`.
field-SourceFile-keys = Plantillas de claves que los registros toman por turno, otra vez desde la primera tras la última; null es ninguna.
field-SourceFile-per-tick = Cuántos registros se envían cada vez. Un productor con `transactional.id` los envía en una transacción.
field-SourceFile-topic = Adónde.
field-SourceFile-value = Una plantilla de los valores: cualquier JSON. El texto `{"{"}n{"}"}` se convierte en el número del registro, desde 0; dentro de un texto más largo entra como texto.
field-SourceFile-value-bytes = En vez de valores que digan algo, tantos bytes, sin claves.
field-SourceFile-values = Plantillas de valores que los registros toman por turno, otra vez desde la primera tras la última; null es un tombstone.

field-SpanFile-at-least = Al menos tanto tiempo.
field-SpanFile-at-most = Como mucho tanto tiempo.

field-TopicFile-assignments = Los ids de los brokers que guardan cada partición, primero el líder preferido: lo que dice `--replica-assignment` de `kafka-topics`. Si falta, las coloca el controlador.
field-TopicFile-config = Configuraciones del topic.
field-TopicFile-partitions = Cuántas particiones tiene.
field-TopicFile-replication-factor = Cuántas réplicas tiene cada partición; como mucho una por broker.

field-TopicOfName = Un topic.
field-TopicOfName-topic = El topic.

field-TopicOnName = Un topic en un broker.
field-TopicOnName-on = El broker, como `broker-2`.
field-TopicOnName-topic = El topic.

field-TopicOutputFile = Cómo escribe una aplicación en un topic.
field-TopicOutputFile-config = Configuraciones del productor. Con un `transactional.id`, lo que salió de un poll y las posiciones que le siguen son una transacción.
field-TopicOutputFile-name = El topic.

field-Transact = Una llamada sobre transacciones: lo que la aplicación de un productor hace a mano.
field-Transact-call = Qué llamada.
field-Transact-client = El productor; uno con `transactional.id`.

field-TransactCall-abort = Llamar a `abortTransaction()`.
field-TransactCall-begin = Llamar a `beginTransaction()`.
field-TransactCall-commit = Llamar a `commitTransaction()`.
field-TransactCall-init = Llamar a `initTransactions()`.

field-TriggerFile-nth = El de ese número que se da a su primer proceso, contado desde 1; arrancado de nuevo, no falla.
field-TriggerFile-record = Este, siempre que se encuentre: una píldora envenenada.

field-Way = Un camino entre dos nodos.
field-Way-from = Un extremo.
field-Way-to = El otro extremo.

field-When = Algo que en un momento se cumple o no: una medida dentro de unos límites, o varias cosas así juntas.
field-When-Goal = Una medida está dentro de unos límites.
field-When-all = Se cumplen todas.
field-When-all-all = Estas.
field-When-any = Se cumple al menos una.
field-When-any-any = Estas.
field-When-not = Esto no se cumple.
field-When-not-not = Esto.

field-WhenFullFile-block = El emisor espera, y con él todos los demás receptores.
field-WhenFullFile-drop-newest = Se tira lo que llega ahora.
field-WhenFullFile-drop-oldest = Se tira lo que más tiempo lleva esperando.

field-WriteModeFile-blind = Se hace una vez más.
field-WriteModeFile-by-key = Una fila ocupa el lugar de la que tiene su clave: repetir lo mismo no cambia nada.
field-WriteModeFile-by-offset = Una fila hecha a partir de un registro no se hace por segunda vez a partir de él.
field-Action-register-schema = Pide que se registre un esquema en un sujeto del registro de esquemas.
field-Action-test-schema = Pregunta al registro de esquemas si un esquema podría registrarse.
field-Action-set-compatibility = Pide que se fije la compatibilidad de un sujeto, o de todos.
field-Action-delete-schema = Pide que se borre una versión de un sujeto, o el sujeto entero.
field-RegisterSchema-subject = El sujeto, como `orders-value`.
field-RegisterSchema-schema = El esquema, por su nombre en `schemas`.
field-TestSchema-subject = El sujeto.
field-TestSchema-schema = El esquema, por su nombre en `schemas`.
field-TestSchema-version = La versión con que se compara; si no se dice, las que pide la compatibilidad del sujeto.
field-SetCompatibility-subject = El sujeto; si no se dice, todos los que no tienen una propia.
field-SetCompatibility-level = Cuál: `BACKWARD`, `FORWARD`, `FULL`, una de estas con `_TRANSITIVE` detrás, o `NONE`.
field-DeleteSchema-subject = El sujeto.
field-DeleteSchema-version = Cuál de sus versiones; todas si no se dice.
field-DeleteSchema-permanent = Si se olvida lo que ya está borrado.
field-Measure-versions = Cuántas versiones tiene un sujeto en un registro de esquemas en marcha; las borradas no cuentan. -1 sin un registro en marcha.
field-Measure-schema-id = El id de la versión más nueva de un sujeto en un registro de esquemas en marcha; -1 si no tiene ninguna.
field-Measure-registry-status = El estado con que el registro de esquemas contestó la última llamada del cliente de administración, como 200 o 409; 0 antes de la primera, y donde no se le alcanzó.
field-Measure-registry-error = El código de error de esa respuesta, como 40901; 0 donde todo fue bien.
field-Measure-unserializable = Cuántos envíos de un productor quedaron en nada porque un serializador lanzó un error. Las preguntas cuentan desde la pregunta.
field-Measure-undeserializable = Cuántos registros no pudo leer la aplicación de un consumidor. Las preguntas cuentan desde la pregunta.
field-Measure-skipped = Cuántos de ellos dejó fuera. Las preguntas cuentan desde la pregunta.
field-Measure-dead-lettered = Cuántos de ellos envió a un topic para tales registros. Las preguntas cuentan desde la pregunta.
field-ApplicationFile-on-deserialization-error = Qué hace con un registro que su consumidor no puede leer.
field-OnDeserializationErrorFile-stop = La excepción acaba su bucle, y el consumidor se cierra.
field-OnDeserializationErrorFile-skip = Sigue detrás del registro.
field-OnDeserializationErrorFile-dead-letter = Envía los bytes del registro a un topic, con cabeceras que dicen por qué, y sigue detrás de él.
field-DeadLetterFile-topic = El topic.
field-DeadLetterFile-config = Configuraciones del productor; una aplicación que escribe en un topic envía con el productor que tiene.
field-TopicOutputFile-key-schema = El esquema de las claves que escribe, por su nombre en `schemas`.
field-TopicOutputFile-value-schema = El esquema de los valores que escribe.
field-ClientFile-producer-key-schema = El esquema de sus claves, por su nombre en `schemas`; para los serializadores `avro` y `kafka-avro`.
field-ClientFile-producer-value-schema = El esquema de sus valores.
field-ClientFile-consumer-key-schema = El esquema con que lee las claves, por su nombre en `schemas`; si falta, `kafka-avro` las lee como se escribieron.
field-ClientFile-consumer-value-schema = El esquema con que lee los valores.
field-ClientFile-registry = Un registro de esquemas; un laboratorio tiene uno como mucho.
field-ClientFile-registry-config = Configuraciones del registro.
field-ClientFile-registry-start-ms = Cuándo arranca, en ms; enseguida si no se dice; null: lo arranca una acción.
field-DeadLetterFile = Adónde van los registros que no se pueden leer.
field-DeleteSchema = Lo que se borra: `DELETE /subjects/{"{"}subject{"}"}`.
field-RegisterSchema = Un esquema que se registra: `POST /subjects/{"{"}subject{"}"}/versions`.
field-SetCompatibility = Cómo han de llevarse las versiones nuevas con las anteriores: `PUT /config`.
field-TestSchema = Un esquema que podría registrarse: `POST /compatibility/subjects/{"{"}subject{"}"}/versions`.
field-CodecFile-deflate = RFC 1951, como lo hace zip.
field-CodecFile-null = Nada.
field-CodecFile-snappy = Snappy, con un CRC-32 de lo que se comprimió.
field-ContainerOutputFile = Cómo escribe una aplicación un archivo contenedor de objetos.
field-ContainerOutputFile-block-records = Cuántos registros forman un bloque.
field-ContainerOutputFile-codec = Cómo se comprimen sus bloques.
field-ContainerOutputFile-flushes = Si lo que espera a que su bloque esté lleno pasa a ser un bloque antes de cada commit y al final de cada poll, por pocos registros que sean; si no, espera en la memoria.
field-ContainerOutputFile-schema = El esquema del archivo, por su nombre en `schemas`.
field-Measure-file-blocks = Cuántos bloques tiene; -1 si el consumidor no está en marcha.
field-Measure-file-bytes = Cuántos bytes tiene el archivo contenedor de objetos que escribe un consumidor en marcha; -1 si no está en marcha.
field-Measure-key-bytes = Cuántos bytes tiene la clave de un registro; -1 si no hay tal registro o su clave es null.
field-Measure-log-bytes = Cuántos bytes tiene el log de una réplica; -1 si ninguna está en marcha.
field-Measure-printed-with = Cuántos de los registros que la aplicación de un consumidor ha impreso desde su último arranque tienen esto en un campo de su valor, tal como lo dio su deserializador.
field-Measure-value-bytes = Cuántos bytes tiene el valor de un registro; -1 si no hay tal registro o su valor es null.
field-OutputFile-container = En un archivo contenedor de objetos, en su propio disco. Lo que lee tiene que ser Avro, o JSON que el esquema del archivo admita.
field-PrintedWithName = Lo que dice un campo de los valores.
field-PrintedWithName-client = El consumidor.
field-PrintedWithName-field = El campo de los valores, como `total_amount`; dentro de otros, como `address.city`.
field-PrintedWithName-value = Lo que dice, exactamente; null es también un campo que no está.
field-RecordName = Un registro en el log del líder de su partición.
field-RecordName-offset = Su offset; si no se dice, el registro más reciente de una aplicación.
field-RecordName-partition = El número de la partición.
field-RecordName-topic = El topic.
field-LabFile-schemas = Esquemas, por su nombre.
field-ReferenceFile = Un esquema cuyos tipos nombra otro.
field-ReferenceFile-schema = Su nombre en este archivo.
field-ReferenceFile-subject = El sujeto bajo el que lo tiene el registro.
field-ReferenceFile-version = Qué versión del sujeto es.
field-SchemaFile = Un esquema.
field-SchemaFile-avro = El esquema, en el JSON de Avro.
field-SchemaFile-references = Los esquemas cuyos tipos nombra.
