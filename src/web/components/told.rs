//! What is wrong with what somebody wrote: where, and what is allowed.

use lab::Problem;
use yew::prelude::*;

/// A problem in a list.
pub fn told(problem: &Problem) -> Html {
    html! { <li><code>{ &problem.path }</code>{ " " }{ &problem.message }</li> }
}
