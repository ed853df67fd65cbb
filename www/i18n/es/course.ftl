# El curso, los laboratorios en papel y lo que necesitan los docentes.
course-title = Curso
course-lead = { $labs } laboratorios en { $tracks } bloques, unas { $hours } horas. Cada uno se entiende solo; lo que da por sabido se nombra.
course-minutes = { $minutes } min
course-needs = se apoya en
course-begun = { $done } de { $all } pasos
course-handout = Hoja de trabajo
course-teacher = Para docentes
course-teachers = Para docentes
course-teachers-what = Cada laboratorio tiene una hoja para imprimir y una página con lo que el motor encuentra en cada paso y preguntas para discutir. Los estudiantes dicen quiénes son y reciben una semilla propia; lo que exportan se califica repitiéndolo.
handout-print = Imprimir
handout-name = Nombre
handout-date = Fecha
handout-because = Porque
handout-engine = El motor dice
handout-saw = Lo que vi
handout-reached = Cuándo y cuánto
handout-broke = Cómo lo rompí
teacher-expected = Qué esperar
teacher-what = El motor resuelve el laboratorio como dicen sus pasos y mide en cada uno. Aquí no hay nada escrito de antemano: otra semilla da otros tiempos y las mismas respuestas correctas.
teacher-learner = Como lo tiene este estudiante
teacher-show = Mostrar
teacher-solving = Resolviendo con la semilla { $seed }: { $done } de { $all } pasos
teacher-solved = Resuelto con la semilla { $seed }: { $done } de { $all } pasos. Los tiempos son del modelo.
teacher-attack = Una forma de romperlo:
teacher-solution = cumple la promesa
teacher-wrong = Equivocada.

# Laboratorios propios.
open-lab = Abrir un laboratorio
open-what = Un laboratorio es una carpeta con un lab.json y un texto por idioma. Abre el tuyo aquí, sin compilar nada; el navegador lo guarda.
open-drop = Suelta aquí la carpeta o sus archivos, o elígelos:
open-folder = Elegir la carpeta
open-files = Elegir los archivos
open-wrong = { $count ->
    [one] Este laboratorio no se puede abrir: un problema
   *[other] Este laboratorio no se puede abrir: { $count } problemas
}
open-kept = Tus laboratorios
open-none = Todavía ninguno.
preview-waiting = Buscando el laboratorio…
preview-nobody = Aquí no hay ningún laboratorio en vista previa.
preview-how = Se inicia en la línea de comandos:
