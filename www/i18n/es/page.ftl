# Los textos de la página. Los nombres propios de Kafka (topics, configuraciones, códigos de error, API) no se traducen.

language-name = Español
close = Cerrar
crumbs-label = Dónde estás
skip-to-lab = Saltar al texto del laboratorio
theme-dark = Colores oscuros
theme-light = Colores claros
