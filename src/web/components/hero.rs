//! A small running cluster for the first page: looked at, not touched.

use std::rc::Rc;
use std::sync::Arc;

use lab::{Session, shelf};
use view::clock::Time;
use view::scene::Scene;
use view::stage::Stage;
use yew::prelude::*;

use super::icon::{Icon, Sign};
use crate::i18n::use_texts;
use crate::player::Player;
use crate::stage::{Pointing, Tank};

/// When the run begins again, in µs: most of its records are in the log by then.
const LOOP: u64 = 14_000_000;
/// Where it begins: the cluster is up, the first record is about to be sent.
const BEGIN: u64 = 2_400_000;

/// How exactly its moment is told, in µs.
const TENTH: u64 = 100_000;

/// Properties of [`HeroTank`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The id of the built-in lab to play, which is here.
    pub lab: &'static str,
}

/// The cluster, playing in a circle.
pub struct HeroTank {
    player: Player,
    size: (f64, f64),
    stage: Rc<Stage>,
    scene: Rc<Scene>,
}

/// What happens to a [`HeroTank`].
pub enum Message {
    /// There is something new to show.
    Panels,
    /// The tank has this size.
    Size((f64, f64)),
    /// Play, or pause.
    Toggle,
}

impl Component for HeroTank {
    type Message = Message;
    type Properties = Props;

    fn create(context: &Context<Self>) -> Self {
        let lab = shelf::open(context.props().lab).expect("it is built in, and here");
        let session = Session::new(Arc::new(lab));
        let player = Player::new(session, context.link().callback(|_| Message::Panels));
        player.change(|session| session.seek(engine::model::Instant(BEGIN)));
        player.set_playing(true);
        let mut hero = Self {
            player,
            size: (600.0, 420.0),
            stage: Rc::default(),
            scene: Rc::default(),
        };
        hero.refresh();
        hero
    }

    fn update(&mut self, _: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Size(size) => self.size = size,
            Message::Panels if self.player.look(Session::playhead).0 > LOOP => {
                self.player
                    .change(|session| session.seek(engine::model::Instant(BEGIN)));
            }
            Message::Panels => {}
            Message::Toggle => self.player.set_playing(!self.player.is_playing()),
        }
        self.refresh();
        true
    }

    fn view(&self, context: &Context<Self>) -> Html {
        let player = self.player.clone();
        html! {
            <div>
                <div class="hero-tank" data-test="hero">
                    <Described>
                        <Tank stage={self.stage.clone()} scene={self.scene.clone()} pointing={Pointing { selected: None, select: None, menu: None }}
                            on_size={context.link().callback(Message::Size)} on_canvas={Callback::from(move |canvas| player.set_canvas(canvas))} />
                    </Described>
                </div>
                <Caption playing={self.player.is_playing()} at={self.player.look(Session::playhead).0 / TENTH * TENTH}
                    on_toggle={context.link().callback(|()| Message::Toggle)} />
            </div>
        }
    }
}

impl HeroTank {
    fn refresh(&mut self) {
        let stage = self
            .player
            .look(|session| Stage::of(session.world(), session.playhead()));
        let scene = Scene::of(&stage, self.size.0, self.size.1);
        let changed = *self.stage != stage || *self.scene != scene;
        if changed {
            self.stage = Rc::new(stage);
            self.scene = Rc::new(scene);
            self.player.set_scene(self.scene.clone());
        }
    }
}

/// Properties of [`Described`].
#[derive(Properties, PartialEq)]
struct DescribedProps {
    children: Html,
}

/// A picture to those who cannot see it: one description for all of it.
#[component]
fn Described(props: &DescribedProps) -> Html {
    let texts = use_texts();
    html! { <div class="hero-picture" role="img" aria-label={texts.get("home-caption")}>{ props.children.clone() }</div> }
}

/// Properties of [`Caption`].
#[derive(Properties, PartialEq)]
struct CaptionProps {
    playing: bool,
    /// The moment shown, in µs.
    at: u64,
    on_toggle: Callback<()>,
}

/// What is seen, its moment, and a way to stop it: who reads beside it may not want it to move.
#[component]
fn Caption(props: &CaptionProps) -> Html {
    let texts = use_texts();
    let (icon, key) = if props.playing {
        (Icon::Pause, "transport-pause")
    } else {
        (Icon::Play, "transport-play")
    };
    let onclick = props.on_toggle.reform(|_: MouseEvent| ());
    html! {
        <p class="hero-caption">
            <span>{ texts.get("home-caption") }</span>
            <span class="hero-moment" data-test="hero-moment">{ texts.time(Time::Length(props.at)) }</span>
            <button type="button" class="button quiet square" data-test="hero-toggle" title={texts.get(key)} aria-label={texts.get(key)} {onclick}><Sign {icon} /></button>
        </p>
    }
}
