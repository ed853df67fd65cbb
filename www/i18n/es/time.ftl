# El tiempo
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
   *[other] { NUMBER($count) } ramas anteriores no se dibujan
}
seeking = De camino a { $to }
seeking-cancel = Parar aquí
