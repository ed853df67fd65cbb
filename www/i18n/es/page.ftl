# Los textos de la página. Los nombres propios de Kafka (topics, configuraciones, códigos de error, API) no se traducen.

language-name = Español
close = Cerrar
crumbs-label = Dónde estás
skip-to-lab = Saltar al texto del laboratorio
theme-dark = Colores oscuros
theme-light = Colores claros
embed-out = Abrir en Logarium
embed-waiting = A la espera de que la página que rodea a esta cargue un laboratorio
