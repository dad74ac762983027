import HTML

extension Form {
  /// What stands first in every form that changes something.
  public var hidden: HTML { "<input type=\"hidden\" name=\"_form\" value=\"\(ticket)\">" }

  /// A labelled text field with its hint and its error beside it, and what was typed in it.
  ///
  /// - Parameter autocomplete: what browsers and password managers may fill in (WCAG 2.2, 1.3.5).
  public func field(
    _ name: String, label: String, hint: String? = nil, type: String = "text", isRequired: Bool = true, most: Int? = nil,
    autocomplete: String? = nil, inputMode: String? = nil
  ) -> HTML {
    let value = type == "password" ? "" : typed[name] ?? ""
    return labelled(
      name, label, hint,
      """
      <input type="\(type)" id="\(name)" name="\(name)" value="\(value)"\(attribute: "required", if: isRequired)\(attribute: "maxlength", most.map { String($0) })\(attribute: "autocomplete", autocomplete)\(attribute: "inputmode", inputMode)\(marks(name, hint))>
      """)
  }

  /// A labelled field for longer text.
  public func area(
    _ name: String, label: String, hint: String? = nil, rows: Int = 4, isRequired: Bool = true, most: Int? = nil
  ) -> HTML {
    labelled(
      name, label, hint,
      """
      <textarea id="\(name)" name="\(name)" rows="\(rows)"\(attribute: "required", if: isRequired)\(attribute: "maxlength", most.map { String($0) })\(marks(name, hint))>\(typed[name] ?? "")</textarea>
      """)
  }

  /// A labelled list to choose one of.
  ///
  /// - Parameter none: the words for choosing nothing, where that is possible.
  public func select(
    _ name: String, label: String, hint: String? = nil, options: [(key: String, label: String)], none: String? = nil,
    isRequired: Bool = true
  ) -> HTML {
    let items: [HTML] = options.map { key, label in
      "<option value=\"\(key)\"\(attribute: "selected", if: typed[name] == key)>\(label)</option>\n"
    }
    let empty: HTML = none.map { "<option value=\"\">\($0)</option>" } ?? HTML()
    return labelled(
      name, label, hint,
      "<select id=\"\(name)\" name=\"\(name)\"\(attribute: "required", if: isRequired)\(marks(name, hint))>\(empty)\(items)</select>"
    )
  }

  /// A box to tick.
  public func tick(_ name: String, label: String, hint: String? = nil, value: String = "yes") -> HTML {
    """
    <div class="field field-check"><label><input type="checkbox" id="\(name)" name="\(name)" value="\(value)"\(attribute: "checked", if: isTicked(name))\(marks(name, hint))> \(label)</label>
    \(notes(name, hint))</div>

    """
  }

  /// Boxes to tick, as many as apply.
  public func ticks(_ name: String, label: String, hint: String? = nil, options: [(key: String, label: String)]) -> HTML {
    let chosen = several[name] ?? []
    let items: [HTML] = options.map { key, label in
      "<label class=\"tick\"><input type=\"checkbox\" name=\"\(name)\" value=\"\(key)\"\(attribute: "checked", if: chosen.contains(key))> \(label)</label>\n"
    }
    return """
      <fieldset class="field ticks" id="\(name)"><legend>\(label)</legend>
      \(notes(name, hint))
      <div class="ticks-body">\(items)</div></fieldset>

      """
  }

  /// A field for files.
  public func file(_ name: String, label: String, hint: String? = nil, accept: String, isSeveral: Bool = false) -> HTML {
    labelled(
      name, label, hint,
      "<input type=\"file\" id=\"\(name)\" name=\"\(name)\" accept=\"\(accept)\"\(attribute: "multiple", if: isSeveral)\(marks(name, hint))>"
    )
  }

  private func labelled(_ name: String, _ label: String, _ hint: String?, _ control: HTML) -> HTML {
    """
    <div class="field"><label for="\(name)">\(label)</label>
    \(notes(name, hint))
    \(control)</div>

    """
  }

  private func notes(_ name: String, _ hint: String?) -> HTML {
    """
    \(hint.map { text -> HTML in "<p class=\"hint\" id=\"\(name)-hint\">\(text)</p>" })\(error(name).map { text -> HTML in "<p class=\"field-error\" id=\"\(name)-error\">\(text)</p>" })
    """
  }

  private func marks(_ name: String, _ hint: String?) -> HTML {
    let notes = [hint.map { _ in "\(name)-hint" }, error(name).map { _ in "\(name)-error" }].compactMap { $0 }
    return
      "\(attribute: "aria-invalid", error(name).map { _ in "true" })\(attribute: "aria-describedby", notes.isEmpty ? nil : notes.joined(separator: " "))"
  }

  /// All errors at the top of the form, each a link to its field.
  public func summary(_ t: Localizer) -> HTML {
    guard !errors.isEmpty else { return HTML() }
    let items: [HTML] = errors.map { field, message in
      field.isEmpty ? "<li>\(message)</li>\n" : "<li><a href=\"\("#" + field)\">\(message)</a></li>\n"
    }
    return """
      <div class="error-summary" role="alert" tabindex="-1"><h2>\(t("Please look at this again"))</h2><ul>\(items)</ul></div>
      """
  }
}
