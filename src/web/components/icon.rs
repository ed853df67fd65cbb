//! The page's icons: strokes on a 16 by 16 grid.

use yew::prelude::*;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Icon {
    Play,
    Pause,
    StepForward,
    StepBack,
    ToStart,
    NextEvent,
    Moon,
    Sun,
    Help,
    Check,
    Cross,
    Save,
    Open,
    Link,
    Arrow,
    Question,
    Hand,
    Target,
    Warning,
    Turtle,
    Undo,
    Redo,
    Tools,
    Search,
    Screen,
    Picture,
}

impl Icon {
    const fn strokes(self) -> &'static str {
        match self {
            Self::Play => "M5 3.2v9.6L12.6 8z",
            Self::Pause => "M5.2 3.5v9M10.8 3.5v9",
            Self::StepForward => "M4 3.5v9M7.5 3.8v8.4L13.5 8z",
            Self::StepBack => "M12 3.5v9M8.5 3.8v8.4L2.5 8z",
            Self::ToStart => "M3.5 3.5v9M13 3.5 8.5 8 13 12.5M8.8 3.5 4.3 8l4.5 4.5",
            Self::NextEvent => "M12.5 3.5v9M3 3.5 7.5 8 3 12.5M7.2 3.5 11.7 8l-4.5 4.5",
            Self::Moon => "M13 9.6A5.4 5.4 0 0 1 6.4 3 5.4 5.4 0 1 0 13 9.6z",
            Self::Sun => {
                "M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6zM8 1.5v1.2M8 13.3v1.2M1.5 8h1.2M13.3 8h1.2M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9"
            }
            Self::Help => "M5.8 6a2.2 2.2 0 1 1 3.4 1.9c-.8.5-1.2.9-1.2 1.8M8 12.2v.1",
            Self::Check => "m3.5 8.4 3 3 6-6.6",
            Self::Cross => "m4 4 8 8M12 4l-8 8",
            Self::Save => "M8 2.5v7.2M4.8 6.8 8 10l3.2-3.2M2.8 12.8h10.4",
            Self::Open => "M8 10V2.8M4.8 5.6 8 2.4l3.2 3.2M2.8 12.8h10.4",
            Self::Link => {
                "M6.8 9.2a2.4 2.4 0 0 0 3.4 0l2.6-2.6a2.400 2.400 0 0 0-3.400-3.400L8.200 4.400M9.200 6.800a2.400 2.400 0 0 0-3.400 0L3.200 9.400a2.400 2.400 0 0 0 3.400 3.400l1.200-1.200"
            }
            Self::Arrow => "M3 8h9.5M8.8 4.2 12.6 8l-3.8 3.8",
            Self::Question => {
                "M8 1.8a6.2 6.2 0 1 0 0 12.4A6.2 6.2 0 0 0 8 1.8zM6.3 6.3a1.8 1.8 0 1 1 2.7 1.5c-.7.4-1 .7-1 1.4M8 11.3v.1"
            }
            Self::Hand => {
                "M8.6 9V3.2a1.1 1.1 0 0 0-2.2 0v6L5 7.9a1.1 1.1 0 0 0-1.7 1.4l2.6 3.6c.5.7 1.2 1.1 2 1.1h2c1.6 0 2.8-1.2 2.8-2.8V8.3c0-.6-.4-1-1-1.1z"
            }
            Self::Target => {
                "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 5.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2z"
            }
            Self::Turtle => {
                "M2.500 10.500a5 5 0 0 1 10 0zM12.500 8.500c0-1.600 2.300-1.600 2.300.2 0 1.200-1 1.800-2.300 1.800M4.500 10.500v2M10.500 10.500v2M7.500 5.600v4.800"
            }
            Self::Undo => "M6 3.500 2.800 6.700 6 9.900M3 6.700h6.200a3.600 3.600 0 0 1 0 7.200h-2",
            Self::Redo => {
                "M10 3.500 13.200 6.700 10 9.900M13 6.700H6.800a3.600 3.600 0 0 0 0 7.200h2"
            }
            Self::Tools => {
                "M2.500 4.500h11M2.500 8h11M2.500 11.500h11M5.500 3v3M10.500 6.500v3M7 10v3"
            }
            Self::Search => {
                "M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9zM10.300 10.300l3.400 3.400"
            }
            Self::Picture => "M2 3h12v10H2zM2 11l3.500-3.500 3 3 2-2L14 12M10.500 5.800v.1",
            Self::Screen => "M2 3h12v8H2zM5.500 13.500h5",
            Self::Warning => "M8 2.6 14 13H2zM8 6.6v3M8 11.3v.1",
        }
    }
}

/// Properties of [`Sign`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Which icon.
    pub icon: Icon,
}

/// An icon, drawn in the colour of its text; its meaning is said beside it.
#[component]
pub fn Sign(props: &Props) -> Html {
    html! {
        <svg width="16" height="16" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6"
            stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">
            <path d={props.icon.strokes()} />
        </svg>
    }
}

/// Logarium's own sign: a tank with records in it.
#[component]
pub fn Logo() -> Html {
    html! {
        <svg width="26" height="26" viewBox="0 0 26 26" fill="none" stroke="currentColor" stroke-width="2" aria-hidden="true">
            <path d="M3 5v13a4 4 0 0 0 4 4h12a4 4 0 0 0 4-4V5" stroke-linecap="round" />
            <path d="M3 9.5c2-1.4 4-1.4 6.700 0s4.700 1.400 6.700 0 4.600-1.400 6.600 0" stroke-width="1.4" />
            <path d="M7.200 13.500h3v4.500h-3zM11.500 13.500h3v4.500h-3z" fill="currentColor" stroke="none" />
            <path d="M16.300 14h2.500v3.500h-2.500z" stroke-width="1.200" stroke-dasharray="1.800 1.200" />
        </svg>
    }
}
