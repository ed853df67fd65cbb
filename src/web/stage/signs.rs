//! The signs of the stage: crown, ring, triangle, flag.

use view::scene::geometry::px;
use yew::prelude::*;

/// Where a sign stands: its middle, or for those that point, the place they point at.
#[derive(Properties, PartialEq)]
pub struct At {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
}

fn moved(at: &At) -> String {
    format!("translate({} {})", px(at.x), px(at.y))
}

/// The replica that leads.
#[component]
pub fn Crown(at: &At) -> Html {
    html! { <path class="glyph" data-test="crown" transform={moved(at)} d="M-7-4l3.500 3L0-5.500l3.500 4.500L7-4 5.800 5h-11.600z" /> }
}

/// Properties of [`Ring`].
#[derive(Properties, PartialEq)]
pub struct RingProps {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// Whether the replica is in sync; a broken ring otherwise.
    pub whole: bool,
}

/// Whether a replica is in sync.
#[component]
pub fn Ring(props: &RingProps) -> Html {
    let class = if props.whole {
        "glyph-line"
    } else {
        "glyph-off"
    };
    html! { <circle {class} cx={px(props.x)} cy={px(props.y)} r="4.5" /> }
}

/// A consumer's position.
#[component]
pub fn Triangle(at: &At) -> Html {
    html! { <path class="glyph" transform={moved(at)} d="M0 0l5.500 9h-11z" /> }
}

/// A group's committed offset.
#[component]
pub fn Flag(at: &At) -> Html {
    html! { <path class="glyph" transform={moved(at)} d="M-1-2h1.800v1.200h7.700l-2 3 2 3h-7.700v7h-1.800z" /> }
}
