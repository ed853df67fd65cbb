//! The header that all pages share.

use yew::prelude::*;

use super::icon::{Icon, Logo, Sign};
use crate::embed;
use crate::i18n::{Language, use_texts};
use crate::settings::{Settings, Theme};

/// Properties of [`Shell`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The page's name after "Logarium", if it has one.
    #[prop_or_default]
    pub crumbs: Vec<String>,
    /// Whether the page fills the window and scrolls within.
    #[prop_or_default]
    pub fixed: bool,
    /// Whether only the page is shown, without the header.
    #[prop_or_default]
    pub bare: bool,
    /// Further tools of the page.
    #[prop_or_default]
    pub tools: Html,
    /// The page.
    pub children: Html,
}

/// The header, with the page below.
#[component]
pub fn Shell(props: &Props) -> Html {
    let texts = use_texts();
    html! {
        <div class={classes!("shell", props.bare.then_some("bare"), embed::is_on().then_some("embedded"), props.fixed.then_some("fixed"), props.fixed.then_some("lab-page"))}>
            <header class="top">
                <a class="brand" href="#/" data-test="home" aria-label="Logarium"><Logo /><span>{ "Logarium" }</span></a>
                <nav class="crumbs" aria-label={texts.get("crumbs-label")}>
                    <ol>
                        { for props.crumbs.iter().enumerate().map(|(i, crumb)| html! {
                            <li aria-current={(i + 1 == props.crumbs.len()).then_some("page")}>{ crumb }</li>
                        }) }
                    </ol>
                </nav>
                <div class="tools">
                    { props.tools.clone() }
                    <LanguageSwitch />
                    <ThemeSwitch />
                </div>
            </header>
            { props.children.clone() }
        </div>
    }
}

/// Changes the page's language to the next one.
#[component]
pub fn LanguageSwitch() -> Html {
    let (texts, settings) = (use_texts(), use_context::<Settings>());
    let after = Language::all()
        .cycle()
        .skip_while(|language| *language != texts.language);
    let next = after.take(2).last().unwrap_or_default();
    let code = next.code().to_ascii_uppercase();
    let onclick = Callback::from(move |_: MouseEvent| {
        if let Some(settings) = &settings {
            settings.set_language.emit(next);
        }
    });
    html! {
        <button type="button" class="button quiet language" lang={next.code()} data-test="language" title={next.name()} aria-label={format!("{code}: {}", next.name())} {onclick}>
            { code.clone() }
        </button>
    }
}

/// Changes between light and dark.
#[component]
pub fn ThemeSwitch() -> Html {
    let (texts, settings) = (use_texts(), use_context::<Settings>());
    let dark = settings
        .as_ref()
        .is_some_and(|settings| settings.theme == Theme::Dark);
    let (icon, key) = if dark {
        (Icon::Sun, "theme-light")
    } else {
        (Icon::Moon, "theme-dark")
    };
    let next = if dark { Theme::Light } else { Theme::Dark };
    let onclick = Callback::from(move |_: MouseEvent| {
        if let Some(settings) = &settings {
            settings.set_theme.emit(next);
        }
    });
    html! {
        <button type="button" class="button quiet square" data-test="theme" title={texts.get(key)} aria-label={texts.get(key)} {onclick}><Sign {icon} /></button>
    }
}
