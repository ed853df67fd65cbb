# Pestañas
tabs-label = Junto al escenario
tab-text = Texto
tab-inspect = Inspector
tab-flights = En vuelo
tab-events = Sucesos
tab-score = Balance
events-none = Aún no ha pasado nada digno de marca. Pulsa reproducir.
events-go = Ir allí
