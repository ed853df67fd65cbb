# Lo que significa cada anomalía

anomaly-lost-write = Falta un registro confirmado en lo que se leyó de su log.
anomaly-G1a = Se leyó un registro cuyo envío falló.
anomaly-inconsistent-offsets = Un offset tiene más de un registro.
anomaly-duplicate = Un registro está en más de un offset.
anomaly-precommitted-read = Una transacción leyó lo que aún no había confirmado.
anomaly-unseen = Nunca se leyó un registro confirmado.
anomaly-int-poll-skip = Lo que leyó una operación se salta registros.
anomaly-int-nonmonotonic-poll = Lo que leyó una operación retrocede o se detiene.
anomaly-poll-skip = El siguiente poll de un cliente se salta registros.
anomaly-nonmonotonic-poll = El siguiente poll de un cliente retrocede o se detiene.
anomaly-int-send-skip = Entre lo que envió una operación hay registros de otros.
anomaly-int-nonmonotonic-send = Lo que envió una operación no se guardó en ese orden.
anomaly-nonmonotonic-send = Lo que un cliente envió después está guardado antes que lo anterior.
anomaly-G0 = Unas transacciones escribieron antes que otras, en círculo.
anomaly-G0-realtime = Unas transacciones escribieron antes que otras, en un círculo que solo cierra el tiempo.
anomaly-G1c = Unas transacciones leyeron de otras, en círculo.
anomaly-G1c-realtime = Unas transacciones leyeron de otras, en un círculo que solo cierra el tiempo.
