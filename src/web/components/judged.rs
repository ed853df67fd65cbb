//! The judge's word on everything that clients saw.

use std::rc::Rc;

use judge::Verdict;
use view::scorecard::{Finding, JUDGED_MOST, Judged, Outcome};
use web_sys::Element;
use yew::prelude::*;

use crate::command::Command;
use crate::i18n::{Texts, use_texts};

/// Properties of [`JudgedView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// What it said last.
    pub judged: Option<Rc<Judged>>,
    /// Whom to tell.
    pub on_command: Callback<Command>,
}

/// A way to ask the judge, what it said, and the history as a file for other judges.
#[component]
pub fn JudgedView(props: &Props) -> Html {
    let texts = use_texts();
    let outcome = use_node_ref();
    let known = use_mut_ref(|| props.judged.clone());
    {
        // What was not asked for just now is not brought into view.
        let outcome = outcome.clone();
        use_effect_with(props.judged.clone(), move |judged| {
            let is_new = *known.borrow() != *judged;
            if let Some(outcome) = outcome.cast::<Element>().filter(|_| is_new) {
                outcome.scroll_into_view_with_bool(false);
            }
            known.borrow_mut().clone_from(judged);
        });
    }
    let ask = props.on_command.reform(|_: MouseEvent| Command::Judge);
    let save = props
        .on_command
        .reform(|_: MouseEvent| Command::SaveHistory);
    html! {
        <section class="judged" aria-label={texts.get("judged")} data-test="judged">
            <h3>{ texts.get("judged") }</h3>
            <p>{ texts.get("judged-lead") }</p>
            <div class="row">
                <button type="button" class="button" data-test="judge" onclick={ask}>{ texts.get("judged-go") }</button>
                <button type="button" class="button quiet" data-test="save-history" onclick={save}>{ texts.get("judged-save") }</button>
            </div>
            <div role="status" ref={outcome} data-test="judged-outcome">
                { for props.judged.as_deref().map(|judged| told(judged, &texts)) }
            </div>
        </section>
    }
}

fn told(judged: &Judged, texts: &Texts) -> Html {
    let at = texts.moment(judged.at);
    match &judged.outcome {
        Outcome::TooLong { entries } => {
            let (entries, most) = (entries.to_string(), JUDGED_MOST.to_string());
            html! { <p>{ texts.with("judged-too-long", &[("entries", &entries), ("most", &most)]) }</p> }
        }
        Outcome::Told { verdict, of, found } => {
            let (class, key) = match verdict {
                Verdict::Valid => ("holds", "judged-valid"),
                Verdict::NotValid => ("broken", "judged-not-valid"),
                Verdict::NothingToJudge => ("", "judged-nothing"),
            };
            html! {
                <>
                    <p class={classes!("card-claim", class)} data-test="judged-verdict">{ texts.with(key, &[("at", &at)]) }</p>
                    <p>{ texts.say(of) }</p>
                    <ul class="judged-found">{ for found.iter().map(|finding| anomaly(finding, texts)) }</ul>
                </>
            }
        }
    }
}

fn anomaly(finding: &Finding, texts: &Texts) -> Html {
    let count = finding.count.to_string();
    let key = if finding.legal {
        "judged-legal"
    } else {
        "judged-error"
    };
    html! {
        <li key={finding.name} class={if finding.legal { "" } else { "broken" }} data-test={format!("anomaly-{}", finding.name)}>
            <strong><code>{ finding.name }</code></strong>{ " " }{ texts.with(key, &[("count", &count)]) }
            <span class="way">{ texts.doc("anomaly", finding.name, finding.meaning) }</span>
            if let Some(evidence) = &finding.evidence {
                <code class="way">{ evidence }</code>
            }
        </li>
    }
}
