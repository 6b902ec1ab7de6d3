//! What is read from sentences of the three languages.

use std::sync::{Arc, LazyLock};

use super::*;
use crate::amount::Amount;
use crate::catalog::Catalog;

static CATALOG: LazyLock<Arc<Catalog>> = LazyLock::new(|| Arc::new(Catalog::demo()));
static SEARCH: LazyLock<Search> = LazyLock::new(|| Search::new(Arc::clone(&CATALOG)));

fn wishes(text: &str) -> Vec<Wish> {
    understand(text, &SEARCH, &CATALOG.recipes)
}

fn show(words: &[&str]) -> Wish {
    Wish::Show(words.iter().map(|word| (*word).to_owned()).collect(), Filter::default())
}

fn add(words: &[&str], amount: Option<&str>) -> Wish {
    let quantity = amount.map(|amount| Quantity { amount: amount.parse().unwrap(), small: false });
    Wish::Add(What::Words(words.iter().map(|word| (*word).to_owned()).collect()), quantity)
}

#[test]
fn a_message_holds_several_wishes() {
    assert_eq!(wishes("milk, bread and eggs"), [show(&["milk"]), show(&["bread"]), show(&["eggs"])]);
    assert_eq!(wishes("додай молоко та два хліба"), [add(&["молоко"], None), add(&["хліба"], Some("2"))]);
    assert_eq!(wishes("hello! show me milk, please"), [show(&["milk"])]);
    assert_eq!(wishes("add milk and show me bread"), [add(&["milk"], None), show(&["bread"])]);
}

#[test]
fn the_same_is_meant_in_three_languages() {
    for (texts, wish) in [
        (["what is in my cart?", "що у моєму кошику?", "что в моей корзине?"], Wish::ShowCart),
        (["clear", "очисти кошик", "очисти корзину"], Wish::Clear),
        (["what can you do?", "що ти вмієш?", "что ты умеешь?"], Wish::Help),
        (["show more", "покажи ще", "покажи ещё"], Wish::More),
        (
            ["something for breakfast", "щось на сніданок", "что-нибудь на завтрак"],
            Wish::Meal(Occasion::Breakfast, Food::default()),
        ),
        (["do you deliver?", "чи є доставка?", "есть доставка?"], Wish::Beyond),
        (["thanks!", "дякую", "спасибо"], Wish::Thanks),
        (["hello", "привіт", "здравствуйте"], Wish::Greet),
    ] {
        for text in texts {
            assert_eq!(wishes(text), std::slice::from_ref(&wish), "{text}");
        }
    }
}

#[test]
fn what_was_shown_can_be_pointed_at() {
    let two = Some(Quantity { amount: Amount::from(2), small: false });
    assert_eq!(wishes("add two"), [Wish::Add(What::Last, two)]);
    assert_eq!(wishes("add the second"), [Wish::Add(What::Nth(1), None)]);
    assert_eq!(wishes("прибери його"), [Wish::Remove(What::Last, None)]);
    assert_eq!(wishes("?"), [Wish::Unclear]);
}

fn food(diets: &[&'static str], without: &[&str]) -> Food {
    Food {
        diets: diets.iter().map(|diet| (*diet).into()).collect(),
        without: without.iter().map(|word| (*word).to_owned()).collect(),
    }
}

fn text(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn a_number_replaces_another_in_three_languages() {
    let set = |words: &[&str], amount: &str| {
        let what = if words.is_empty() { What::Last } else { What::Words(text(words)) };
        Wish::Set(what, Quantity { amount: amount.parse().unwrap(), small: false })
    };
    for (said, wish) in [
        ("change milk to 3", set(&["milk"], "3")),
        ("set the amount of milk to three", set(&["milk"], "3")),
        ("leave only two milk", set(&["milk"], "2")),
        ("make it 3", set(&[], "3")),
        ("зміни кількість молока на 3", set(&["молока"], "3")),
        ("залиш лише два молока", set(&["молока"], "2")),
        ("нехай буде 5", set(&[], "5")),
        ("измени количество молока на 3", set(&["молока"], "3")),
        ("оставь только 2 молока", set(&["молока"], "2")),
        ("пусть будет три", set(&[], "3")),
    ] {
        assert_eq!(wishes(said), [wish], "{said}");
    }
    let both = [set(&["milk"], "3"), set(&["bread"], "2")];
    assert_eq!(wishes("set milk to 3 and bread to 2"), both);
    assert_eq!(wishes("show only vegan milk").len(), 1);
    assert!(matches!(&wishes("change the plan for 3 people")[..], [Wish::ChangePlan(_)]));
    assert!(matches!(&wishes("заміни борщ")[..], [Wish::ChangePlan(_)]));
}

#[test]
fn a_recipe_is_asked_for_in_three_languages() {
    let dish = |words: &[&str], servings: Option<u32>, food: Food| {
        Wish::Recipe(Dish { words: text(words), servings, food, ..Dish::default() })
    };
    for (said, wish) in [
        ("recipe for borscht", dish(&["borscht"], None, Food::default())),
        ("what do I need to cook borscht for 4 people?", dish(&["borscht"], Some(4), Food::default())),
        ("рецепт борщу на шістьох", dish(&["борщу"], Some(6), Food::default())),
        ("рецепт борща на 6 порций", dish(&["борща"], Some(6), Food::default())),
        ("хочу приготувати плов на 8 осіб", dish(&["плов"], Some(8), Food::default())),
        (
            "a vegan recipe without mushrooms and onions",
            dish(&[], None, food(&["vegan"], &["mushrooms", "onions"])),
        ),
        ("what do I need for borscht?", dish(&["borscht"], None, Food::default())),
        ("борщ на 6 порцій", dish(&["борщ"], Some(6), Food::default())),
        ("купи все для борща", dish(&["борща"], None, Food::default())),
        ("I don't eat fish, what can I cook?", dish(&[], None, food(&[], &["fish"]))),
        ("рецепт з куркою без лактози", dish(&["куркою"], None, food(&["lactose"], &[]))),
    ] {
        assert_eq!(wishes(said), [wish], "{said}");
    }
}

#[test]
fn a_plan_is_asked_for_and_changed_in_three_languages() {
    for (said, days, people, food) in [
        ("meal plan for 5 days for 2 people, no fish", Some(5), Some(2), food(&[], &["fish"])),
        ("vegetarian menu for a week", Some(7), None, food(&["vegetarian"], &[])),
        ("план харчування на тиждень на двох без м'яса", Some(7), Some(2), food(&[], &["мяса"])),
        ("составь план питания на 3 дня", Some(3), None, Food::default()),
        ("не їм м'яса, план на 3 дні", Some(3), None, food(&[], &["мяса"])),
        ("склади меню", None, None, Food::default()),
    ] {
        let [Wish::Plan(plan)] = &wishes(said)[..] else { panic!("{said}") };
        assert_eq!((plan.days, plan.people, &plan.food), (days, people, &food), "{said}");
    }
    for (said, day, slot) in [
        ("replace dinner on day 2", Some(1), Some(Slot::Dinner)),
        ("заміни обід на день 3", Some(2), Some(Slot::Lunch)),
        ("поменяй завтрак во второй день", Some(1), Some(Slot::Breakfast)),
        ("change the third day", Some(2), None),
    ] {
        let wish = Wish::ChangePlan(Swap { day, slot, ..Swap::default() });
        assert_eq!(wishes(said), [wish], "{said}");
    }
}

#[test]
fn products_are_compared_and_described() {
    let words = |names: &[&str]| What::Words(text(names));
    for (said, what) in [
        ("compare gouda and parmesan", vec![words(&["gouda"]), words(&["parmesan"])]),
        ("порівняй гауду з пармезаном", vec![words(&["гауду"]), words(&["пармезаном"])]),
        ("сравни гауду и пармезан", vec![words(&["гауду"]), words(&["пармезан"])]),
        ("what is cheaper, gouda or parmesan?", vec![words(&["gouda"]), words(&["parmesan"])]),
        ("что лучше: гауда или пармезан?", vec![words(&["гауда"]), words(&["пармезан"])]),
        ("compare the first and the third", vec![What::Nth(0), What::Nth(2)]),
        ("compare milk-001 with milk-002", vec![words(&["milk-001"]), words(&["milk-002"])]),
    ] {
        assert_eq!(wishes(said), [Wish::Compare(what)], "{said}");
    }
    assert_eq!(wishes("tell me about the second"), [Wish::Details(What::Nth(1))]);
    assert_eq!(wishes("розкажи про гауду"), [Wish::Details(words(&["гауду"]))]);
    assert_eq!(wishes("расскажи подробнее о гауде"), [Wish::Details(words(&["гауде"]))]);
    assert_eq!(wishes("is it vegan?"), [Wish::Claims(What::Last, vec!["vegan".into()])]);
    assert_eq!(wishes("це без лактози?"), [Wish::Claims(What::Last, vec!["lactose".into()])]);
    assert_eq!(wishes("який склад у гауди?"), [Wish::Composition(words(&["гауди"]))]);
}

#[test]
fn money_and_diets_narrow_what_is_looked_for() {
    let filter = |most: Option<&str>, food: Food| Filter {
        most: most.map(|sum| sum.parse().unwrap()),
        food,
        cheapest_first: false,
    };
    let shown = |words: &[&str], filter: Filter| Wish::Show(text(words), filter);
    for (said, wish) in [
        ("milk under 60 UAH", shown(&["milk"], filter(Some("60"), Food::default()))),
        ("сир до 200 грн", shown(&["сир"], filter(Some("200"), Food::default()))),
        ("сыр не дороже 200 гривен", shown(&["сыр"], filter(Some("200"), Food::default()))),
        ("milk without lactose", shown(&["milk"], filter(None, food(&["lactose"], &[])))),
        ("gluten free bread", shown(&["bread"], filter(None, food(&["gluten"], &[])))),
        ("йогурт без цукру", shown(&["йогурт"], filter(None, food(&["sugar"], &[])))),
        ("печенье без орехов", shown(&["печенье"], filter(None, food(&[], &["орехов"])))),
        ("yoghurt, no sugar", shown(&["yoghurt"], filter(None, food(&["sugar"], &[])))),
        ("sugar", shown(&["sugar"], filter(None, Food::default()))),
    ] {
        assert_eq!(wishes(said), [wish], "{said}");
    }
    let budget = |sum: &str, occasion, goods: &[&[&str]], food| {
        let goods = goods.iter().map(|words| text(words)).collect();
        Wish::Budget(Budget { sum: sum.parse().unwrap(), occasion, goods, food })
    };
    for (said, wish) in [
        ("what can I buy for 300 UAH?", budget("300", None, &[], Food::default())),
        ("вечеря на 400 грн", budget("400", Some(Occasion::Dinner), &[], Food::default())),
        (
            "молоко, хлеб и яйца на 200 грн",
            budget("200", None, &[&["молоко"], &["хлеб"], &["яйца"]], Food::default()),
        ),
        ("vegan breakfast for 250 UAH", budget("250", Some(Occasion::Breakfast), &[], food(&["vegan"], &[]))),
    ] {
        assert_eq!(wishes(said), [wish], "{said}");
    }
}

#[test]
fn an_answer_to_a_proposal_is_known_from_other_words() {
    for said in ["add all", "додай усе", "добавь всё", "yes", "так", "да"] {
        assert_eq!(wishes(said), [Wish::AddAll], "{said}");
    }
    for said in ["no", "cancel", "скасуй", "отмена"] {
        assert_eq!(wishes(said), [Wish::Cancel], "{said}");
    }
    assert_eq!(wishes("yes, add milk"), [add(&["milk"], None)]);
    assert_eq!(wishes("ні, покажи хліб"), [show(&["хліб"])]);
    assert_eq!(wishes("total"), [Wish::Total]);
    assert_eq!(wishes("скільки коштує кошик?"), [Wish::ShowCart]);
}

#[test]
fn what_the_shelves_hold_is_looked_for_whatever_it_is_called() {
    let goods = CATALOG.products.iter().map(|product| (&product.name, &product.words));
    let shelves = CATALOG.categories.iter().map(|category| (&category.name, &category.words));
    for (name, more) in goods.chain(shelves) {
        for text in name.all().into_iter().chain(more.all().into_iter().flatten()) {
            // "Breakfast" is a wish of its own.
            let found = wishes(text);
            assert!(matches!(found[0], Wish::Show(..) | Wish::Meal(..)), "{text}: {found:?}");
        }
    }
}

#[test]
fn noise_is_cut_short() {
    let noise = "unicorn ".repeat(8000);
    assert_eq!(wishes(&noise), [show(&["unicorn"; 32])]);
    let [Wish::Plan(plan)] = &wishes(&format!("plan without {}", "fish1 and fish2 or ".repeat(3000)))[..]
    else {
        panic!("no plan")
    };
    assert_eq!(plan.food, food(&[], &["fish1", "fish2"]));
    let many: Vec<String> = (0..17).map(|number| format!("without{number} no food{number}")).collect();
    let [Wish::Recipe(dish)] = &wishes(&format!("recipe {}", many.join(" ")))[..] else {
        panic!("no recipe")
    };
    assert_eq!((dish.words.len(), dish.food.without.len()), (12, 16));
}
