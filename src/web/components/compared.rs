//! Both scorecards with their difference.

use std::rc::Rc;

use view::compare::{Compared, Row, Side};
use view::lesson::NotDone;
use yew::prelude::*;

use crate::i18n::{Texts, use_texts};

/// Properties of [`ComparedView`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The scorecards.
    pub compared: Rc<Compared>,
    /// Whether both are of the same moment.
    pub caught_up: bool,
}

/// The numbers of both runs beside each other.
#[component]
pub fn ComparedView(props: &Props) -> Html {
    let texts = use_texts();
    let compared = &props.compared;
    let (first, second) = (
        texts.moment(compared.first.at),
        texts.moment(compared.second.at),
    );
    let status = if props.caught_up {
        let key = if compared.same {
            "compare-same"
        } else {
            "compare-at"
        };
        texts.with(key, &[("at", &first)])
    } else {
        texts.with("compare-behind", &[("at", &second), ("to", &first)])
    };
    html! {
        <section class="compared" aria-label={texts.get("compare-result")}>
            <p data-test="compare-status" data-together={props.caught_up.to_string()}>{ status }</p>
            <div class="charts-scroll" role="region" tabindex="0" aria-label={texts.get("compare-result")}>
                <table data-test="compare-table">
                    <thead>
                        <tr>
                            <th scope="col">{ texts.get("compare-count") }</th>
                            <th scope="col">{ texts.get("compare-first") }</th>
                            <th scope="col">{ texts.get("compare-second") }</th>
                            <th scope="col">{ texts.get("compare-difference") }</th>
                        </tr>
                    </thead>
                    <tbody>
                        <tr>
                            <th scope="row">{ texts.get("compare-claim") }</th>
                            { verdict(&compared.first, "compare-claim-first", &texts) }
                            { verdict(&compared.second, "compare-claim-second", &texts) }
                            <td />
                        </tr>
                        { for compared.rows.iter().map(|row| number(row, &texts)) }
                    </tbody>
                </table>
            </div>
            if !compared.not_done.is_empty() {
                <p>{ texts.get("compare-not-done") }</p>
                <ul class="problems" data-test="compare-not-done">{ for compared.not_done.iter().map(|deed| not_done(deed, &texts)) }</ul>
            }
        </section>
    }
}

fn verdict(side: &Side, test: &'static str, texts: &Texts) -> Html {
    let (class, key) = if side.holds {
        ("holds", "card-holds")
    } else {
        ("broken", "card-broken")
    };
    html! { <td class={class} data-test={test}>{ texts.with(key, &[("claim", &side.claim.to_string())]) }</td> }
}

fn number(row: &Row, texts: &Texts) -> Html {
    let difference = match row.difference() {
        0 => "=".to_owned(),
        more if more > 0 => format!("+{more}"),
        // With a true minus sign.
        less => format!("−{}", less.unsigned_abs()),
    };
    let key = row.name.key;
    let cell = |test: &str, value: u64, breaks: bool| {
        html! { <td class={classes!("figure", breaks.then_some("broken"))} data-test={format!("{test}-{key}")}>{ value }</td> }
    };
    html! {
        <tr class={classes!((row.first != row.second).then_some("differs"))}>
            <th scope="row">{ texts.say(&row.name) }</th>
            { cell("first", row.first, row.breaks[0]) }
            { cell("second", row.second, row.breaks[1]) }
            <td class="figure" data-test={format!("difference-{key}")}>{ difference }</td>
        </tr>
    }
}

fn not_done(deed: &NotDone, texts: &Texts) -> Html {
    let (at, what) = (texts.moment(deed.at), texts.say(&deed.what));
    html! { <li>{ format!("{at} {what} ") }<small>{ &deed.reason }</small></li> }
}
