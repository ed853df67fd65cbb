# Explorar
deck-explore = Explorar
explore-lead = Ejecuta este montaje una y otra vez, cada vez con otra semilla y otros fallos, y busca una ejecución que rompa la garantía.
explore-may = Lo que puede fallar:
explore-runs = Ejecuciones
explore-first-seed = Primera semilla
explore-go = Buscar
explore-stop = Parar la búsqueda
explore-result = Lo que encontró la búsqueda
explore-going = Ejecución { NUMBER($runs) } de { NUMBER($of) }.
explore-stopped = Parada tras { NUMBER($runs) } de { NUMBER($of) }.
explore-broken = { $broken ->
    [0] { $runs ->
        [one] Una ejecución, y cumple «{ $claim }».
       *[other] { NUMBER($runs) } ejecuciones, y todas cumplen «{ $claim }».
    }
    [one] Una de { NUMBER($runs) } rompe «{ $claim }».
   *[other] { NUMBER($broken) } de { NUMBER($runs) } rompen «{ $claim }».
}
explore-found = Ejecuciones que rompen la garantía
explore-seed = semilla { $seed }
explore-records = { $count ->
    [one] 1 registro
   *[other] { NUMBER($count) } registros
}
explore-watch = Ver la ejecución con la semilla { $seed }
explore-more = { $count ->
    [one] Una más la rompe y solo se cuenta.
   *[other] { NUMBER($count) } más la rompen y solo se cuentan.
}
explore-tried = Se probó: { $time } de tiempo simulado, { NUMBER($steps) } pasos, { NUMBER($sent) } registros, { NUMBER($acknowledged) } confirmados, { NUMBER($faults) } fallos
explore-unfinished = { $count ->
    [one] Una ejecución necesitó demasiados pasos y no se juzgó.
   *[other] { NUMBER($count) } ejecuciones necesitaron demasiados pasos y no se juzgaron.
}
explore-faults = Fallos que se probaron
explore-fault = Fallo
explore-done = Hechos
explore-refused = No se pudo
explore-withheld = Retenidos: demasiados a la vez
