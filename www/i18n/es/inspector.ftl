# Inspector
inspect-none = Pulsa cualquier cosa de la pecera, o enfócala y pulsa Intro: un nodo, una partición, un mensaje, un temporizador.
inspect-state = Estado
inspect-configs = Configuración
inspect-events = Lo último que pasó
inspect-defaults = { $count ->
    [one] Una más, como en Kafka
   *[other] { NUMBER($count) } más, como en Kafka
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
