//! What learners have handed in, graded in the page: files and links, done again one after the other.

use std::collections::VecDeque;

use lab::{Begun, Grade, Lab, Problems, Row, Rubric, Sheet, StepGrade, points};
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use crate::components::icon::{Icon, Sign};
use crate::components::seeking::Seeking;
use crate::components::shell::Shell;
use crate::fetched;
use crate::files::{self, Given};
use crate::i18n::Texts;
use crate::working::{Told, Working};

/// Properties of [`Grading`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The link to somebody's work that was opened, if one was.
    #[prop_or_default]
    pub link: Option<String>,
    /// The language.
    pub texts: Texts,
}

/// What happens to the page.
pub enum Message {
    /// Files were chosen to be graded.
    HandedIn(Given),
    /// A rubric was chosen.
    Rubric(Given),
    /// A lab was opened that was set besides the built-in ones: its files.
    Set(Given),
    /// What is played is further, or played.
    Played(Told<Begun>),
    /// Grade no further.
    Stop,
    /// Forget everything.
    Clear,
    /// Save the sheet.
    Save(Format),
}

/// How a sheet is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For a spreadsheet.
    Csv,
    /// With everything.
    Json,
}

/// The page.
pub struct Grading {
    rubric: Rubric,
    /// The file that it came from.
    rubric_name: Option<String>,
    set: Vec<Lab>,
    /// Everything that was handed in, to be graded again by another rubric.
    texts: Vec<(String, String)>,
    waiting: VecDeque<(String, String)>,
    playing: Option<(String, Working<Begun>)>,
    sheet: Sheet,
    /// What is wrong with the last rubric or lab.
    problems: Option<(String, Problems)>,
}

impl Component for Grading {
    type Message = Message;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        let mut page = Self {
            rubric: Rubric::default(),
            rubric_name: None,
            set: Vec::new(),
            texts: Vec::new(),
            waiting: VecDeque::new(),
            playing: None,
            sheet: Sheet::new(Rubric::default()),
            problems: None,
        };
        if let Some(link) = &context.props().link {
            let source = context.props().texts.get("grading-link");
            page.take(context, vec![(source, link.clone())]);
        }
        page
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        match message {
            Message::HandedIn(Given { texts, refused }) => {
                let name = context.props().texts.get("grading-open");
                self.problems = (!refused.is_empty()).then_some((name, refused));
                self.take(context, texts);
            }
            Message::Rubric(given) => {
                let texts = given.all().unwrap_or_else(|refused| {
                    let name = context.props().texts.get("grading-rubric");
                    self.problems = Some((name, refused));
                    Vec::new()
                });
                if let Some((name, text)) = texts.into_iter().next() {
                    self.open_rubric(context, name, &text);
                }
            }
            Message::Set(given) => match given.all().and_then(|texts| crate::opened::lab(&texts)) {
                Ok(lab) => {
                    self.set.retain(|known| known.id() != lab.id());
                    self.set.push(lab);
                    self.problems = None;
                    self.again(context);
                }
                Err(problems) => {
                    let name = context.props().texts.get("grading-lab");
                    self.problems = Some((name, problems));
                }
            },
            Message::Played(Told::Done(begun)) => {
                self.playing = None;
                self.sheet.finish(*begun);
                self.go_on(context);
            }
            Message::Played(Told::Progress) => {}
            Message::Stop => {
                self.playing = None;
                self.waiting.clear();
            }
            Message::Clear => {
                self.playing = None;
                self.waiting.clear();
                self.texts.clear();
                self.sheet = Sheet::new(self.rubric.clone());
            }
            Message::Save(Format::Csv) => {
                files::save("grades.csv", files::CSV, &self.sheet.to_csv());
            }
            Message::Save(Format::Json) => {
                files::save("grades.json", files::JSON, &self.sheet.to_json());
            }
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let texts = &context.props().texts;
        html! {
            <Shell crumbs={vec![texts.get("grading-title")]}>
                <main class="home grading" data-test="grading">
                    <h1>{ texts.get("grading-title") }</h1>
                    <p class="lead">{ texts.get("grading-lead") }</p>
                    { self.choices(context) }
                    { for self.problems.as_ref().map(|(name, problems)| wrong(name, problems)) }
                    { for self.playing.as_ref().map(|(name, working)| self.progress(context, name, working)) }
                    if self.sheet.rows().is_empty() && self.playing.is_none() {
                        <p class="empty" data-test="grading-none">{ texts.get("grading-none") }</p>
                    } else if !self.sheet.rows().is_empty() {
                        { self.table(context) }
                    }
                </main>
            </Shell>
        }
    }
}

impl Grading {
    fn take(&mut self, context: &Context<Self>, files: Vec<(String, String)>) {
        self.texts.extend(files.iter().cloned());
        self.waiting.extend(files);
        self.go_on(context);
    }

    fn open_rubric(&mut self, context: &Context<Self>, name: String, text: &str) {
        match Rubric::parse(text, &self.set) {
            Ok(rubric) => {
                self.rubric = rubric;
                self.rubric_name = Some(name);
                self.problems = None;
                self.again(context);
            }
            Err(problems) => self.problems = Some((name, problems)),
        }
    }

    /// Everything once more, for what it is worth has changed.
    fn again(&mut self, context: &Context<Self>) {
        self.playing = None;
        self.sheet = Sheet::new(self.rubric.clone());
        self.waiting = self.texts.iter().cloned().collect();
        self.go_on(context);
    }

    /// Grades what waits, until something takes long.
    fn go_on(&mut self, context: &Context<Self>) {
        while self.playing.is_none()
            && let Some((source, text)) = self.waiting.pop_front()
        {
            let Some(begun) = self.sheet.begin(&source, &text, &self.set) else {
                continue;
            };
            match Working::begin(begun, context.link().callback(Message::Played)) {
                Ok(begun) => self.sheet.finish(*begun),
                Err(working) => self.playing = Some((source, working)),
            }
        }
    }

    fn choices(&self, context: &Context<Self>) -> Html {
        let (texts, link) = (&context.props().texts, context.link());
        let work = chosen(link.callback(Message::HandedIn));
        let rubric = chosen(link.callback(Message::Rubric));
        let set = chosen(link.callback(Message::Set));
        let labs: Vec<&str> = self.set.iter().map(Lab::id).collect();
        html! {
            <div class="row" data-test="grading-choices">
                <input class="file-input" type="file" id="open-work" data-test="open-work-file" multiple=true accept=".json,.txt" onchange={work} />
                <label class="button primary" for="open-work"><Sign icon={Icon::Open} />{ texts.get("grading-open") }</label>
                <input class="file-input" type="file" id="open-rubric" data-test="open-rubric-file" accept=".json" onchange={rubric} />
                <label class="button" for="open-rubric">{ texts.get("grading-rubric") }</label>
                if let Some(name) = &self.rubric_name {
                    <code data-test="rubric-name">{ name }</code>
                }
                <input class="file-input" type="file" id="open-set" data-test="open-set-file" multiple=true accept=".json,.md" onchange={set} />
                <label class="button" for="open-set">{ texts.get("grading-set") }</label>
                { for labs.into_iter().map(|lab| html! { <code>{ lab }</code> }) }
            </div>
        }
    }

    fn progress(&self, context: &Context<Self>, name: &str, working: &Working<Begun>) -> Html {
        let texts = &context.props().texts;
        let progress = working.progress();
        let on_cancel = context.link().callback(|()| Message::Stop);
        let waiting = self.waiting.len().to_string();
        html! {
            <div data-test="grading-progress">
                <p>{ texts.with("grading-playing", &[("source", name), ("waiting", &waiting)]) }</p>
                <Seeking at={progress.at} to={progress.to} {on_cancel} />
            </div>
        }
    }

    fn table(&self, context: &Context<Self>) -> Html {
        let (texts, link) = (&context.props().texts, context.link());
        let save = |format| link.callback(move |_: MouseEvent| Message::Save(format));
        let clear = link.callback(|_: MouseEvent| Message::Clear);
        let heading = |key: &str| html! { <th scope="col">{ texts.get(key) }</th> };
        let headings = [
            "grading-learner",
            "grading-lab-name",
            "grading-points",
            "grading-reached",
            "grading-wrong",
            "grading-minutes",
            "grading-not-reached",
        ];
        let total = |total: &lab::Total| {
            html! {
                <tr key={total.learner.clone()}>
                    <th scope="row">{ &total.learner }</th>
                    <td>{ format!("{} / {}", points(total.points), points(total.of)) }</td>
                    <td>{ total.missing.join(" ") }</td>
                </tr>
            }
        };
        html! {
            <>
                <div class="wide">
                    <table class="grades" data-test="grades">
                        <caption class="sr-only">{ texts.get("grading-title") }</caption>
                        <thead><tr>{ for headings.iter().map(|key| heading(key)) }</tr></thead>
                        <tbody>{ for self.sheet.rows().iter().enumerate().map(|(place, row)| graded(place, row, texts)) }</tbody>
                    </table>
                </div>
                <p class="hint">{ texts.get("grading-self-reported") }</p>
                <h2>{ texts.get("grading-totals") }</h2>
                <div class="wide">
                    <table class="grades" data-test="totals">
                        <thead><tr>{ heading("grading-learner") }{ heading("grading-points") }{ heading("grading-missing") }</tr></thead>
                        <tbody>{ for self.sheet.totals().iter().map(total) }</tbody>
                    </table>
                </div>
                <div class="row">
                    <button type="button" class="button" data-test="grades-csv" onclick={save(Format::Csv)}><Sign icon={Icon::Save} />{ "CSV" }</button>
                    <button type="button" class="button" data-test="grades-json" onclick={save(Format::Json)}><Sign icon={Icon::Save} />{ "JSON" }</button>
                    <button type="button" class="button quiet" data-test="grades-clear" onclick={clear}>{ texts.get("grading-clear") }</button>
                </div>
            </>
        }
    }
}

/// The texts of the files that somebody chose.
fn chosen(then: Callback<Given>) -> Callback<Event> {
    Callback::from(move |event: Event| {
        let files: Vec<File> =
            files::all_chosen(&event.target_unchecked_into::<HtmlInputElement>());
        let then = then.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let mut given = files::read_all(files).await;
            // The labs that they are about: without them, nothing could be said of any file.
            for (_, text) in &given.texts {
                if let Err(problem) = fetched::needed_for(text).await {
                    given.refused.push(problem);
                }
            }
            then.emit(given);
        });
    })
}

fn wrong(name: &str, problems: &Problems) -> Html {
    html! {
        <div class="error" role="alert" data-test="grading-problems">
            <strong>{ name }</strong>
            <ul class="problems">{ for problems.iter().map(|problem| html! { <li>{ problem.to_string() }</li> }) }</ul>
        </div>
    }
}

/// Something that was handed in: what it is worth, and below that its steps.
fn graded(place: usize, row: &Row, texts: &Texts) -> Html {
    let grade = match &row.result {
        Ok(grade) => grade,
        Err(problems) => {
            return html! {
                <tr key={place} class="wrong" data-test="grade-unread">
                    <th scope="row">{ &row.source }</th>
                    <td colspan="6">{ texts.get("grading-unread") }{ wrong("", problems) }</td>
                </tr>
            };
        }
    };
    let [
        _,
        _,
        _,
        _,
        _,
        reached,
        steps,
        not_reached,
        tries,
        minutes,
        _,
    ] = row.cells();
    let title = texts.lab(&grade.lab).map(|lab| lab.title.clone());
    html! {
        <>
            <tr key={place} class={classes!((!grade.problems.is_empty()).then_some("wrong"))} data-test="grade">
                <th scope="row">{ &grade.learner }<small>{ &row.source }</small></th>
                <td>{ title.unwrap_or_else(|| grade.lab.clone()) }</td>
                <td>{ format!("{} / {}", points(grade.points), points(grade.of)) }</td>
                <td>{ format!("{reached} / {steps}") }</td>
                <td>{ tries }</td>
                <td>{ minutes }</td>
                <td>{ not_reached }</td>
            </tr>
            <tr class="more"><td colspan="7">{ details(grade, texts) }</td></tr>
        </>
    }
}

fn details(grade: &Grade, texts: &Texts) -> Html {
    let step = |step: &StepGrade| {
        let key = if step.done {
            "grading-step-done"
        } else {
            "grading-step-open"
        };
        html! {
            <tr key={step.id.clone()}>
                <th scope="row"><code>{ &step.id }</code></th>
                <td>{ texts.get(key) }</td>
                <td>{ format!("{} / {}", points(step.points), points(step.of)) }</td>
                <td>{ step.wrong.join(" ") }</td>
                <td>if step.misfits > 0 { { step.misfits } }</td>
            </tr>
        }
    };
    let heading = |key: &str| html! { <th scope="col">{ texts.get(key) }</th> };
    let headings = [
        "grading-step",
        "grading-state",
        "grading-points",
        "grading-wrong-answers",
        "grading-misfits",
    ];
    let run = |(place, link): (usize, &String)| {
        let number = (place + 1).to_string();
        html! { <li><a href={link.clone()}>{ texts.with("grading-run", &[("number", &number)]) }</a></li> }
    };
    html! {
        <>
            if !grade.problems.is_empty() {
                <ul class="problems" data-test="grade-problems">{ for grade.problems.iter().map(|problem| html! { <li>{ problem }</li> }) }</ul>
            }
            <details>
                <summary>{ texts.get("grading-steps") }</summary>
                <table class="grades">
                    <thead><tr>{ for headings.iter().map(|key| heading(key)) }</tr></thead>
                    <tbody>{ for grade.steps.iter().map(step) }</tbody>
                </table>
                <ul class="plain">{ for grade.runs.iter().enumerate().map(run) }</ul>
            </details>
        </>
    }
}
