//! Training by several workers: the worker of a run asks for a [`lesson`], others build a [`Replica`] of its network from
//! it, and all of them exchange shares of every batch's gradient. See [`crate::models::share`] for why their number
//! changes no bit.

use js_sys::{Array, Float32Array, Float64Array, Object, Reflect};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use super::{
    convert::{matrix, plain, read, set_matrix},
    error::{Answer, problem, set, unreadable},
};
use crate::models::{
    network::Network,
    share::{self, Share},
    training::{Lesson, Outcome, Recipe, Training},
};
use burn_tensor::Device;

/// What is trained and how.
#[derive(Serialize, Deserialize)]
struct Plan {
    network: Network,
    recipe: Recipe,
}

/// A network in training beside others like it.
#[wasm_bindgen]
pub struct Replica {
    training: Training,
}

#[wasm_bindgen]
impl Replica {
    /// Made of a lesson: `{rows, count, condition, plan: {network, recipe}}`, `rows` and `condition` flat, `count` rows each.
    ///
    /// # Errors
    /// A lesson that cannot be read; features that are not finite.
    #[wasm_bindgen(constructor)]
    pub fn new(lesson: JsValue) -> Answer<Replica> {
        let field = |name: &str| Reflect::get(&lesson, &name.into()).unwrap_or(JsValue::UNDEFINED);
        let count: usize = read("lesson", field("count"))?;
        let Plan { network, recipe } = read("lesson", field("plan"))?;
        let numbers = |name: &str| -> Answer<Array2<f32>> {
            let values = field(name).dyn_into::<Float32Array>().map_err(|_| unreadable("lesson", name))?.to_vec();
            matrix(&values, count).map(|matrix| matrix.to_owned())
        };
        let lesson = Lesson { rows: numbers("rows")?, condition: numbers("condition")? };
        let training = Training::new(lesson, network, recipe, &Device::flex()).map_err(problem)?;
        Ok(Replica { training })
    }

    /// Computes some more of the quarters `first..last` of the batch at work: its share when it is done, otherwise null.
    pub fn work(&mut self, first: usize, last: usize) -> JsValue {
        share_to_js(self.training.work(&(first..last)))
    }

    /// Takes the shares of all parts of a batch, in order: null, `{losses}` at the end of an epoch, or `{diverged}`.
    ///
    /// # Errors
    /// Shares that cannot be read.
    pub fn absorb(&mut self, shares: Array) -> Answer<JsValue> {
        let object: JsValue = Object::new().into();
        match self.training.absorb(shares_from_js(&shares)?) {
            None => return Ok(JsValue::NULL),
            Some(Outcome::Learned(losses)) => set(&object, "losses", &plain(&losses)?),
            Some(Outcome::Diverged { epoch }) => set(&object, "diverged", &(epoch as f64).into()),
        }
        Ok(object)
    }

    /// Whether there is nothing left to learn.
    #[wasm_bindgen(js_name = isOver)]
    pub fn is_over(&self) -> bool {
        self.training.is_over()
    }

    /// The network's numbers as they are now.
    pub fn parameters(&self) -> Float32Array {
        Float32Array::from(self.training.parameters())
    }
}

/// The quarters `[first, last]` that each of `workers` workers computes.
#[wasm_bindgen(js_name = batchParts)]
pub fn batch_parts(workers: usize) -> Answer<JsValue> {
    plain(&share::parts(workers).into_iter().map(|part| [part.start, part.end]).collect::<Vec<_>>())
}

/// What other workers need in order to help with `training`; null where helping would cost more than it brings.
pub fn lesson(training: &Training) -> Answer<JsValue> {
    if !training.is_worth_sharing() {
        return Ok(JsValue::NULL);
    }
    let object = Object::new().into();
    let Lesson { rows, condition } = training.lesson();
    set_matrix(&object, "rows", rows);
    set_matrix(&object, "condition", condition);
    set(&object, "count", &(rows.nrows() as f64).into());
    let plan = Plan { network: training.network().clone(), recipe: training.recipe().clone() };
    set(&object, "plan", &plain(&plan)?);
    Ok(object)
}

/// `{gradient, losses}`, or null.
pub fn share_to_js(share: Option<Share>) -> JsValue {
    let Some(Share { gradient, reconstruction, kl }) = share else { return JsValue::NULL };
    let object = Object::new().into();
    set(&object, "gradient", &Float32Array::from(gradient.as_slice()));
    set(&object, "losses", &Float64Array::from([reconstruction, kl].as_slice()));
    object
}

/// An array of what [`share_to_js`] makes.
///
/// # Errors
/// Something else.
pub fn shares_from_js(shares: &Array) -> Answer<Vec<Share>> {
    let one = |value: JsValue| -> Option<Share> {
        let field = |name: &str| Reflect::get(&value, &name.into()).ok();
        let gradient = field("gradient")?.dyn_into::<Float32Array>().ok()?.to_vec();
        let losses = field("losses")?.dyn_into::<Float64Array>().ok()?.to_vec();
        let [reconstruction, kl] = losses.try_into().ok()?;
        Some(Share { gradient, reconstruction, kl })
    };
    shares.iter().map(|value| one(value).ok_or_else(|| unreadable("share", "it has no gradient"))).collect()
}
