//! Work on all pairs of songs by several workers: the worker of a run asks for help with a sheet of points, others build
//! [`PairWorker`]s from it and are given blocks. See [`crate::experiment::blocks`] for why their number changes no bit.

use js_sys::{Float32Array, Int32Array, Object, Reflect};
use wasm_bindgen::prelude::*;

use super::{
    convert::{matrix, set_labels},
    error::{Answer, problem, set, unreadable},
};
use crate::experiment::blocks::{Blocks, Question, Sheet};

/// A helper with its own copy of the points.
#[wasm_bindgen]
pub struct PairWorker {
    blocks: Option<Blocks>,
}

#[wasm_bindgen]
impl PairWorker {
    /// Made of a sheet: `{points, rows, labels, neighbours}`; labels for silhouettes, else `neighbours` above 0.
    ///
    /// # Errors
    /// A sheet that cannot be read.
    #[wasm_bindgen(constructor)]
    pub fn new(sheet: JsValue) -> Answer<PairWorker> {
        let field = |name: &str| Reflect::get(&sheet, &name.into()).unwrap_or(JsValue::UNDEFINED);
        let number =
            |name: &str| field(name).as_f64().map(|value| value as usize).ok_or_else(|| unreadable("sheet", name));
        let points = field("points").dyn_into::<Float32Array>().map_err(|_| unreadable("sheet", "points"))?.to_vec();
        let labels = field("labels").dyn_into::<Int32Array>().map_err(|_| unreadable("sheet", "labels"))?.to_vec();
        let question = match number("neighbours")? {
            0 => Question::Silhouette(&labels),
            count => Question::Nearest(count),
        };
        let sheet = Sheet { points: matrix(&points, number("rows")?)?, question };
        Ok(PairWorker { blocks: Blocks::new(sheet).map_err(problem)? })
    }

    /// The numbers of a block.
    pub fn compute(&self, block: usize) -> Vec<f64> {
        self.blocks.as_ref().map(|blocks| blocks.compute(block)).unwrap_or_default()
    }
}

/// What [`PairWorker::new`] reads.
pub(super) fn sheet_to_js(Sheet { points, question }: Sheet<'_>) -> JsValue {
    let object = Object::new().into();
    let (labels, neighbours): (&[i32], usize) = match question {
        Question::Silhouette(labels) => (labels, 0),
        Question::Nearest(count) => (&[], count),
    };
    let flat: Vec<f32> = points.iter().copied().collect();
    set(&object, "points", &Float32Array::from(flat.as_slice()));
    set(&object, "rows", &(points.nrows() as f64).into());
    set_labels(&object, "labels", labels);
    set(&object, "neighbours", &(neighbours as f64).into());
    object
}
