//! What a teacher may expect of a lab: the engine solves it, step by step, and says what it finds; and what to talk about.

use std::sync::Arc;

use gloo_render::{AnimationFrame, request_animation_frame};
use lab::{Lab, Pace, Solved, Walk, shelf};
use view::course::{Asked, Expected, Told};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::components::icon::{Icon, Sign};
use crate::components::markdown::{Inline, Markdown};
use crate::components::shell::Shell;
use crate::i18n::Texts;
use crate::identity::LENGTH_MAX;
use crate::pages::lost::Lost;
use crate::route::{handout_address, lab_address};

/// Properties of [`Teacher`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The lab's id.
    pub id: String,
    /// The language.
    pub texts: Texts,
}

/// What happens to the page.
pub enum Message {
    /// There is time for another step.
    Frame,
    /// The lab is wanted as this learner has it; as it is, if the id is empty.
    Learner(String),
}

/// The page.
pub struct Teacher {
    lab: Option<Arc<Lab>>,
    walk: Option<Walk>,
    solved: Vec<Solved>,
    /// Why it cannot be solved.
    stuck: Option<String>,
    frame: Option<AnimationFrame>,
    learner: NodeRef,
}

impl Component for Teacher {
    type Message = Message;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        let mut page = Self {
            lab: None,
            walk: None,
            solved: Vec::new(),
            stuck: None,
            frame: None,
            learner: NodeRef::default(),
        };
        page.begin(context, "");
        page
    }

    fn update(&mut self, context: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Learner(learner) => self.begin(context, &learner),
            Message::Frame => {
                let step = self.walk.as_mut().map(Walk::take_step);
                match step {
                    Some(Ok(Some(solved))) => {
                        self.solved.push(solved);
                        self.ask(context);
                    }
                    Some(Err(problem)) => {
                        self.stuck = Some(problem.to_string());
                        self.walk = None;
                    }
                    Some(Ok(None)) | None => self.walk = None,
                }
            }
        }
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let Props { id, texts } = context.props();
        let Some(lab) = &self.lab else {
            return html! { <Lost title={texts.with("lost-title", &[("id", id)])} /> };
        };
        let prose = lab.prose(texts.language.code());
        let onsubmit = {
            let (link, learner) = (context.link().clone(), self.learner.clone());
            Callback::from(move |event: SubmitEvent| {
                event.prevent_default();
                if let Some(learner) = learner.cast::<HtmlInputElement>() {
                    link.send_message(Message::Learner(learner.value()));
                }
            })
        };
        let (done, all) = (self.solved.len().to_string(), lab.steps().len().to_string());
        html! {
            <Shell crumbs={vec![texts.get("course-title"), prose.title.clone(), texts.get("course-teacher")]}>
                <main class="home teacher" data-test="teacher">
                    <h1>{ &prose.title }</h1>
                    <p class="lead">{ &prose.summary }</p>
                    <div class="row screen-only">
                        <a class="button" href={lab_address(id)}>{ texts.get("home-open") }</a>
                        <a class="button" href={handout_address(id)}>{ texts.get("course-handout") }</a>
                    </div>
                    if let Some(discussion) = prose.discussion() {
                        <section data-test="discussion"><h2>{ &discussion.heading }</h2><Markdown text={discussion.body.clone()} /></section>
                    }
                    <section>
                        <h2>{ texts.get("teacher-expected") }</h2>
                        <p>{ texts.get("teacher-what") }</p>
                        <form class="field-row screen-only" {onsubmit}>
                            <label class="field" for="of-learner">{ texts.get("teacher-learner") }
                                <input ref={self.learner.clone()} id="of-learner" data-test="of-learner" maxlength={LENGTH_MAX.to_string()} autocomplete="off" />
                            </label>
                            <button type="submit" class="button" data-test="of-learner-show">{ texts.get("teacher-show") }</button>
                        </form>
                        <p class="hint" role="status" data-test="teacher-state">
                            { texts.with(if self.walk.is_some() { "teacher-solving" } else { "teacher-solved" }, &[("done", &done), ("all", &all), ("seed", &lab.seed().to_string())]) }
                        </p>
                        if let Some(stuck) = &self.stuck {
                            <p class="error" role="alert">{ stuck }</p>
                        }
                        <ol class="expected" data-test="expected">
                            { for self.solved.iter().filter_map(|solved| Expected::of(lab, solved, texts.language.code())).map(|expected| row(&expected, texts)) }
                        </ol>
                    </section>
                </main>
            </Shell>
        }
    }
}

impl Teacher {
    fn begin(&mut self, context: &Context<Self>, learner: &str) {
        let lab = shelf::open(&context.props().id).ok();
        let lab = lab.map(|lab| match learner.trim() {
            "" => lab,
            learner => lab.of_learner(learner),
        });
        self.lab = lab.map(Arc::new);
        self.walk = self.lab.as_ref().map(|lab| Walk::new(lab, Pace::Restful));
        self.solved.clear();
        self.stuck = None;
        self.ask(context);
    }

    fn ask(&mut self, context: &Context<Self>) {
        let link = context.link().clone();
        self.frame = Some(request_animation_frame(move |_| {
            link.send_message(Message::Frame);
        }));
    }
}

fn row(expected: &Expected, texts: &Texts) -> Html {
    let list = |items: Vec<Html>| html! { <ul class="plain">{ for items.into_iter().map(|item| html! { <li>{ item }</li> }) }</ul> };
    let value = |measure: &view::saying::Saying, value: i64| {
        html! { <p>{ texts.say(measure) }{ ": " }<strong>{ value }</strong></p> }
    };
    let told = match &expected.told {
        Told::Read => Html::default(),
        Told::Predict {
            measure,
            value: found,
            choices,
        } => html! {
            <>
                { value(measure, *found) }
                <ul class="expected-choices">{ for choices.iter().map(|choice| asked(choice, texts)) }</ul>
            </>
        },
        Told::Do(what) => html! { <p>{ texts.say(what) }</p> },
        Told::Reach {
            measure,
            value: found,
        } => value(measure, *found),
        Told::Break { claim, attack } => html! {
            <>
                <p>{ texts.say(claim) }</p>
                <p>{ texts.get("teacher-attack") }</p>
                { list(attack.iter().map(|deed| html! { { texts.say(deed) } }).collect()) }
            </>
        },
        Told::Fix { choices, solution } => {
            let change = |change: &String| {
                let helps = solution.contains(change);
                html! { <><code>{ change }</code>if helps { { " " }<strong>{ texts.get("teacher-solution") }</strong> }</> }
            };
            list(choices.iter().map(change).collect())
        }
    };
    html! {
        <li>
            <h3>{ &expected.heading }<small>{ texts.moment(expected.at) }</small></h3>
            { told }
        </li>
    }
}

fn asked(choice: &Asked, texts: &Texts) -> Html {
    let (icon, key) = if choice.right {
        (Icon::Check, "predict-right")
    } else {
        (Icon::Cross, "teacher-wrong")
    };
    html! {
        <li class={classes!(choice.right.then_some("right"))}>
            <Sign {icon} /><span class="sr-only">{ texts.get(key) }</span>
            <div><Inline text={choice.text.clone()} /><Markdown text={choice.hint.clone()} /></div>
        </li>
    }
}
