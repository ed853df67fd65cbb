# Gráficas
deck-charts = Gráficas
charts-none = Aún no se ha medido nada. Pulsa reproducir.
charts-at = Valores a los { $at }. Las tasas y los percentiles abarcan { $window } hacia atrás.
charts-moment = Momento mostrado
charts-save = Guardar CSV
charts-saved-as = { $lab }-graficas.csv
charts-all = todos los brokers
charts-table = Lo mismo en una tabla
charts-metric = Métrica
charts-line = De
charts-now = En el momento mostrado
charts-most = Máximo
charts-unit = Unidad
charts-more = { $count ->
    [one] Hay una línea más que no se dibuja
   *[other] Hay { NUMBER($count) } líneas más que no se dibujan
}
chart-label = { $what } a lo largo del tiempo; después vienen los valores del momento mostrado
chart-messages-in = Registros de los productores
chart-bytes-in = Bytes de los productores
chart-bytes-out = Bytes a los consumidores
chart-latency = De send() a poll(), de extremo a extremo
chart-records-lag = Por detrás del high watermark, por consumidor
chart-group-lag = Por detrás del high watermark, por offset confirmado
chart-under-replicated = Particiones con alguna réplica fuera de sincronía
chart-under-min-isr = Particiones por debajo de min.insync.replicas
chart-offline = Particiones sin líder
chart-active-controller = Controladores activos
chart-unit-records-second = registros/s
chart-unit-bytes-second = B/s
chart-unit-ms = ms
chart-unit-records = registros
chart-unit-partitions = particiones
chart-unit-controllers = controladores
