# Laboratorio
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
fix-as-it-is-now = tal como está: { $value }
fix-try = Atacar otra vez
fix-trying = Se repite el ataque, hasta { $to }
fix-holds = La promesa se cumple bajo el mismo ataque.
fix-broken = El mismo ataque vuelve a romper la promesa. { $reasons }.
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
figure = { $value }
figure-yes = sí
figure-no = no
figure-nobody = nadie
goal-wanted = Se busca
goal-somebody = alguien
goal-at-least = al menos { $value }
goal-at-most = como mucho { $value }
goal-between = de { $least } a { $most }
evidence-expected = { $measure }: esperabas { $expected }, y queda en { $value }.
evidence-event = En { $at } pasa de { $from } a { $to }, cuando ocurre esto:
evidence-nothing = No ocurre nada que lo cambie. En { $until } sigue siendo { $value }.
evidence-show = Muéstramelo
peek-shown = Así seguiría la ejecución. La tuya espera donde estaba.
peek-back = Volver a mi ejecución
predict-off-path = No en esta ejecución.
predict-off-path-why = Lo que hiciste antes ha cambiado la respuesta: en esta ejecución es { $value }, que no está entre las opciones. Rebobina al inicio del paso o empieza de nuevo.
predict-not-now = Ahora no puede ocurrir en esta ejecución.
predict-not-now-why = { $reason }
