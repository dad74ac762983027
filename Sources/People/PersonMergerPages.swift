import HTML
import Site

extension DeskPages {
  /// The way to make this account and another of the same person one.
  func merger(_ person: Person, _ form: Form) -> HTML {
    """
    <section class="panel"><h2>\(t("The same person has another account"))</h2>
    <p class="hint">\(t("This account closes; what it did, may do and belongs to goes to the other."))</p>
    <form class="stack" method="post" action="/desk/people/\(person.id)/merger" novalidate>\(form.hidden)
    \(form.field("into", label: t("The account that stays"), hint: t("Its number or its whole e-mail address."), most: 254))
    \(form.field("merger_reason", label: t("Why"), most: 300))
    <button class="button" type="submit">\(t("Make them one"))</button></form></section>
    """
  }
}
