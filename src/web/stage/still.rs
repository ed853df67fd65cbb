//! A still: what the stage shows, as one picture. Every shape is drawn again as the style sheet has it, so that a still
//! is as large and as sharp as is wanted, and nothing in it comes from elsewhere.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    CanvasRenderingContext2d, CssStyleDeclaration, Element, HtmlCanvasElement, Path2d,
    SvgGraphicsElement, window,
};

/// Pixels of a picture to one of the page, where the picture is not too large for that.
const SHARPNESS: f64 = 2.0;
/// The most pixels that every browser draws.
const PIXELS_MOST: f64 = 16_000_000.0;
/// Around the stages and between them.
const MARGIN: f64 = 16.0;
/// The height of the lines above them.
const HEAD: f64 = 58.0;
/// The height of a stage's own name.
const NAME: f64 = 22.0;

/// A stage as a still takes it.
pub struct Taken {
    /// Its drawing on the page.
    pub scene: Element,
    /// Its size.
    pub size: (f64, f64),
    /// What it is called, where there are several.
    pub name: Option<String>,
    /// Draws what flies over it.
    pub flights: Box<dyn Fn(f64) -> Option<HtmlCanvasElement>>,
}

/// Draws the stages side by side, with two lines above them.
pub fn still(lines: [&str; 2], stages: &[Taken]) -> Result<HtmlCanvasElement, JsValue> {
    let named = if stages.iter().any(|stage| stage.name.is_some()) {
        NAME
    } else {
        0.0
    };
    let top = HEAD + named;
    let width: f64 = stages
        .iter()
        .map(|stage| stage.size.0 + MARGIN)
        .sum::<f64>()
        + MARGIN;
    let height = top + stages.iter().map(|stage| stage.size.1).fold(0.0, f64::max) + MARGIN;
    let ratio = (PIXELS_MOST / (width * height)).sqrt().min(SHARPNESS);
    let (canvas, context) = blank(width * ratio, height * ratio)?;
    context.scale(ratio, ratio)?;
    let Some(first) = stages.first() else {
        return Ok(canvas);
    };
    let style = style_of(&first.scene)?;
    let [ground, ink, faint] = ["--still-ground", "--flight-label", "--flight-control"]
        .map(|name| style.get_property_value(name).unwrap_or_default());
    let sans = style.get_property_value("font-family")?;
    context.set_fill_style_str(&ground);
    context.fill_rect(0.0, 0.0, width, height);
    let most = width - 2.0 * MARGIN;
    for (text, font, colour, y) in [
        (lines[0], format!("650 17px {sans}"), &ink, 28.0),
        (lines[1], format!("13px {sans}"), &faint, 48.0),
    ] {
        context.set_font(&font);
        context.set_fill_style_str(colour);
        context.fill_text_with_max_width(text, MARGIN, y, most)?;
    }
    let mut left = MARGIN;
    for stage in stages {
        if let Some(name) = &stage.name {
            context.set_font(&format!("600 13px {sans}"));
            context.set_fill_style_str(&ink);
            context.fill_text_with_max_width(name, left, top - 6.0, stage.size.0)?;
        }
        context.save();
        context.translate(left, top)?;
        tank(&context, stage, ratio)?;
        context.restore();
        left += stage.size.0 + MARGIN;
    }
    Ok(canvas)
}

/// A canvas that is in no page, and its context.
pub fn blank(
    width: f64,
    height: f64,
) -> Result<(HtmlCanvasElement, CanvasRenderingContext2d), JsValue> {
    let document = window().and_then(|window| window.document());
    let canvas = document.ok_or("no document")?.create_element("canvas")?;
    let canvas: HtmlCanvasElement = canvas.unchecked_into();
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let context = canvas.get_context("2d")?.ok_or("no context")?;
    Ok((canvas, context.unchecked_into()))
}

/// The glass, what stands in it, and what flies.
fn tank(context: &CanvasRenderingContext2d, stage: &Taken, ratio: f64) -> Result<(), JsValue> {
    let (width, height) = stage.size;
    let style = style_of(&stage.scene)?;
    let colour = |name: &str| style.get_property_value(name).unwrap_or_default();
    let water = context.create_linear_gradient(0.0, 0.0, 0.0, height);
    water.add_color_stop(0.0, &colour("--tank-top"))?;
    water.add_color_stop(1.0, &colour("--tank-bottom"))?;
    context.begin_path();
    context.round_rect_with_f64(0.0, 0.0, width, height, 18.0)?;
    context.set_fill_style_canvas_gradient(&water);
    context.fill();
    context.set_stroke_style_str(&colour("--tank-glass"));
    context.stroke();
    parts(context, &stage.scene, 1.0)?;
    if let Some(flights) = (stage.flights)(ratio) {
        context
            .draw_image_with_html_canvas_element_and_dw_and_dh(&flights, 0.0, 0.0, width, height)?;
    }
    Ok(())
}

fn style_of(element: &Element) -> Result<CssStyleDeclaration, JsValue> {
    let style = window().ok_or("no window")?.get_computed_style(element)?;
    style.ok_or_else(|| "no style".into())
}

/// Draws what is inside an element, in its order.
fn parts(context: &CanvasRenderingContext2d, of: &Element, opacity: f64) -> Result<(), JsValue> {
    let children = of.children();
    for part in (0..children.length()).filter_map(|at| children.item(at)) {
        let style = style_of(&part)?;
        let value = |name: &str| style.get_property_value(name).unwrap_or_default();
        if value("display") == "none" || value("visibility") == "hidden" {
            continue;
        }
        let opacity = opacity * value("opacity").parse().unwrap_or(1.0);
        if part.local_name() == "g" {
            parts(context, &part, opacity)?;
        } else if let Some(part) = part.dyn_ref::<SvgGraphicsElement>() {
            context.save();
            context.set_global_alpha(opacity);
            if let Some(matrix) = part.get_ctm() {
                context.transform(
                    f64::from(matrix.a()),
                    f64::from(matrix.b()),
                    f64::from(matrix.c()),
                    f64::from(matrix.d()),
                    f64::from(matrix.e()),
                    f64::from(matrix.f()),
                )?;
            }
            let drawn = shape(context, part, &value);
            context.restore();
            drawn?;
        }
    }
    Ok(())
}

/// Draws one shape, or one line of letters.
fn shape(
    context: &CanvasRenderingContext2d,
    part: &Element,
    value: &dyn Fn(&str) -> String,
) -> Result<(), JsValue> {
    let at = |name: &str| {
        part.get_attribute(name)
            .and_then(|text| text.parse().ok())
            .unwrap_or(0.0)
    };
    let (fill, stroke) = (value("fill"), value("stroke"));
    context.set_fill_style_str(&fill);
    if part.local_name() == "text" {
        let [weight, size, family] = ["font-weight", "font-size", "font-family"].map(value);
        context.set_font(&format!("{weight} {size} {family}"));
        context.set_text_align(match value("text-anchor").as_str() {
            "middle" => "center",
            "end" => "end",
            _ => "start",
        });
        return context.fill_text(&part.text_content().unwrap_or_default(), at("x"), at("y"));
    }
    let path = Path2d::new()?;
    match part.local_name().as_str() {
        "rect" => {
            path.round_rect_with_f64(at("x"), at("y"), at("width"), at("height"), at("rx"))?;
        }
        "circle" => path.arc(at("cx"), at("cy"), at("r"), 0.0, std::f64::consts::TAU)?,
        "line" => {
            path.move_to(at("x1"), at("y1"));
            path.line_to(at("x2"), at("y2"));
        }
        "path" => path.add_path(&Path2d::new_with_path_string(
            &part.get_attribute("d").unwrap_or_default(),
        )?),
        _ => return Ok(()),
    }
    if fill != "none" {
        context.fill_with_path_2d(&path);
    }
    if stroke != "none" {
        let lengths = |name: &str| -> Vec<f64> {
            let value = value(name);
            let parts = value
                .split([',', ' '])
                .map(|length| length.trim_end_matches("px"));
            parts.filter_map(|length| length.parse().ok()).collect()
        };
        let dashes: js_sys::Array = lengths("stroke-dasharray")
            .into_iter()
            .map(JsValue::from)
            .collect();
        context.set_line_dash(&dashes)?;
        context.set_line_width(lengths("stroke-width").first().copied().unwrap_or(1.0));
        context.set_line_cap(&value("stroke-linecap"));
        context.set_line_join(&value("stroke-linejoin"));
        context.set_stroke_style_str(&stroke);
        context.stroke_with_path(&path);
    }
    Ok(())
}
