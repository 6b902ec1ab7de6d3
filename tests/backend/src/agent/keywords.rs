//! The key words of the three languages.

use crate::recipes::Slot;

/// A kind of meal, answered with several sorts of food.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Occasion {
    Breakfast,
    Dinner,
    Snack,
}

/// What a word has a part in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Key {
    Add,
    Remove,
    /// So many and no other number.
    Set,
    Clear,
    Cart,
    Total,
    More,
    Greet,
    Help,
    Thanks,
    Yes,
    Cancel,
    All,
    Cheap,
    Dear,
    Beyond,
    Show,
    Recipe,
    Plan,
    Swap,
    Compare,
    /// "Which is better" asks for a comparison when there is an "or".
    Better,
    /// What follows is what something is for.
    For,
    Need,
    Details,
    /// What a product is made of, which the catalogue does not say.
    Composition,
    Without,
    With,
    Or,
    It,
    And,
    Filler,
}

/// What the words mean, parted by spaces. A star stands for any ending; the first line that has a word decides.
pub(super) const KEYS: &[(Key, &str)] = &[
    (Key::Add, "add buy put take order дода* поклад* візьм* купи* добав* полож* возьм*"),
    (Key::Remove, "remove delete drop прибери* прибра* видал* убери* убра* удали* викин*"),
    (
        Key::Set,
        "set only leave keep нехай хай пусть постав поставте встанови встановіть залиш залиште лише тільки поставь поставьте \
         установи установите оставь оставьте только",
    ),
    (Key::Clear, "clear empty очист* спорожн* опустош*"),
    (Key::Cart, "cart basket trolley кошик* корзин*"),
    (Key::Total, "total sum сума сумма разом итого загалом"),
    (Key::More, "more ще еще"),
    (Key::Greet, "hi hello hey привіт* вітаю добрий доброго привет* здравствуй* добрый"),
    (Key::Help, "help can допомо* вмієш можеш помощь помоги* умеешь можешь"),
    (Key::Thanks, "thanks thank дякую спасибо спасибі"),
    (
        Key::Yes,
        "yes ok okay approve agreed так гаразд добре схвал* підтвердж* да ок хорошо одобр* \
         подтвер* согласен согласна",
    ),
    (Key::Cancel, "cancel nevermind скасу* відміни* отмен* ні нет"),
    (Key::All, "all everything всі усі все всё усе"),
    (Key::Cheap, "cheap cheaper cheapest дешев* найдешев* недорог*"),
    (Key::Dear, "dearer expensive дорож* дорог*"),
    (
        Key::Beyond,
        "checkout delivery deliver pay payment доставк* доставит* оплат* оформи* замовлення \
         заказ",
    ),
    (Key::Show, "show find search see покажи* показа* знайди* найди* шука* ищу"),
    (
        Key::Recipe,
        "recipe recipes cook ingredients рецепт* приготу* готувати зварити звари спекти спечи \
         інгредієнт* приготов* готовить сварить свари испечь испеки ингредиент*",
    ),
    (Key::Plan, "plan plans menu план плани плану плана меню раціон* рацион*"),
    (
        Key::Swap,
        "replace change swap замін* зміни* зміню* поміня* замен* смени* измени измените поменя* інший інша інше \
         другой другое другую",
    ),
    (Key::Compare, "compare comparison difference versus vs порівня* різниц* сравн* разниц*"),
    (
        Key::Details,
        "details detail describe tell info information докладн* детальн* опиши* опис розкаж* \
         подробн* расскаж* описание характеристик*",
    ),
    (
        Key::Composition,
        "composition calories nutrition allergens склад калорі* алерген* состав калори* \
         аллерген*",
    ),
    (
        Key::Without,
        "without no not dont doesnt cant cannot never except minus без крім окрім не ніколи кроме никогда",
    ),
    (Key::With, "with з зі із с со из"),
    (Key::Better, "better best краще кращий краща найкращ* лучше лучший лучшее"),
    (Key::For, "for для"),
    (Key::Need, "need needed треба потрібно потрібні нужно нужны надо"),
    (Key::Or, "or або чи или"),
    (
        Key::It,
        "it this its він вона воно це цей ця цього цьому цією цим его это этот эта этого этому этом этой он она оно",
    ),
    (Key::And, "and also plus і й та також и также"),
    (
        Key::Filler,
        "me some the a an of to my in is what what's whats please i want would like do you have \
         any them that something from how much there are out up on day good get give we us мені \
         мне мій моєму моїй моя моей моем мою моїм у в во до на що что є есть ли будь ласка \
         пожалуйста хочу хотів хотіла щось нибудь что-то что-нибудь якесь якийсь какой-то його \
         її їх ее их скільки сколько коштує стоит дня день мене меня ти ты к дай дайте там \
         зараз than under below within max budget spend about make eat anything which one's \
         between together using бюджет* купити їсти щонайбільше менше максимум приблизно про \
         який яка яке які поїсти межах допомогою меньше примерно какой какая какое какие поесть \
         пределах об о можно можна могу можу зроби сделай склади составь shall should could i'm \
         im does did cost costs price prices know but am я їм їмо їсть ем едим ест ціна ціну \
         ціни цена цену цены знаєш знаєте знаешь знаете але но люблю любимо любим product \
         товар* amount quantity number кількість кількості количество количества буде будет be",
    ),
];

pub(super) const OCCASIONS: &[(Occasion, &str)] = &[
    (Occasion::Breakfast, "breakfast снідан* завтрак*"),
    (Occasion::Dinner, "dinner supper lunch вечер* обід* ужин* обед*"),
    (Occasion::Snack, "snack snacks перекус*"),
];

/// The meals of a plan; a lunch is none of the occasions above.
pub(super) const SLOTS: &[(Slot, &str)] = &[
    (Slot::Breakfast, "breakfast breakfasts снідан* завтрак*"),
    (Slot::Lunch, "lunch lunches обід* обед*"),
    (Slot::Dinner, "dinner dinners supper вечер* ужин*"),
];

/// Words for a diet, by the beginning of the catalogue's claim.
pub(super) const DIETS: &[(&str, &str)] = &[
    ("vegan", "vegan vegans веган*"),
    ("vegetarian", "vegetarian vegetarians вегетар*"),
    ("gluten", "gluten-free gluten безглютен* глютен*"),
    ("lactose", "lactose-free lactose безлактоз* лактоз*"),
    ("sugar", "sugar-free sugarless безцукр*"),
];

/// Foods whose absence the catalogue claims as a diet.
pub(super) const ABSENT: &[(&str, &str)] = &[("sugar", "sugar цукр* цукор сахар*")];

pub(super) const ORDINALS: &[(usize, &str)] = &[
    (0, "first перш* перв*"),
    (1, "second друг* втор*"),
    (2, "third трет*"),
    (3, "fourth четверт*"),
    (4, "fifth пятий пятого пятому пятый пятом"),
    (5, "sixth шост* шестой шестого шестом"),
    (6, "seventh сьомий сьомого сьому сьомому седьм*"),
];

fn matches(pattern: &str, word: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == word, |start| word.starts_with(start))
}

/// Is a word among these, parted by spaces?
pub(super) fn is_among(forms: &str, word: &str) -> bool {
    forms.split(' ').any(|form| matches(form, word))
}

/// What a word means by a table.
pub(super) fn look_up<T: Copy>(table: &[(T, &str)], word: &str) -> Option<T> {
    table.iter().find(|(_, forms)| is_among(forms, word)).map(|(meaning, _)| *meaning)
}

/// Is this a word that commands, asks or connects?
pub(super) fn is_key(word: &str) -> bool {
    look_up(KEYS, word).is_some() || look_up(OCCASIONS, word).is_some() || look_up(DIETS, word).is_some()
}
