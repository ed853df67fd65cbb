# Una dirección sin laboratorio
lost-title = No hay ningún laboratorio «{ $id }»
lost-nearest = ¿Querías decir «{ $id }»?
lost-open = Abrir { $id }
lost-home = Ver todos los laboratorios
lost-no-page = Esa página no existe
lost-link = Este enlace no se puede abrir

# Lo que la página carga cuando hace falta
fetching = Cargando…
not-fetched = Esto no se ha podido cargar
not-fetched-why = La red o el sitio no responden. Lo que está abierto en otra parte y lo guardado no se ven afectados.
fetch-again = Volver a intentar
language-not-fetched = No se ha podido cargar { $language }; la página se queda como está
