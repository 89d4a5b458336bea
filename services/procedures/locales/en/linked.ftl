procedures-linked-title = Catalogue of procedures as open data
procedures-linked-what = The procedures of the commune, described in the European standard CPSV-AP 3.2.0.
procedures-linked-count = { $n ->
    [one] There is { $n } procedure.
   *[other] There are { $n } procedures.
}
procedures-linked-formats = Formats
procedures-linked-negotiation = Software may also ask for a format at the address of the page itself.
procedures-linked-addresses = Stable addresses
procedures-linked-addresses-text = The address of a procedure does not change, even when its title does. You may cite it and keep it.
procedures-linked-example = For example:
procedures-linked-holds = What the data hold
procedures-linked-holds-text = For each procedure: title, audience, documents, price, delay, result, laws, ways to ask. Also the places that receive people and their opening hours. No personal data.
procedures-linked-people = <a>See the procedures</a>
procedures-linked-requirement-eligibility = Condition to meet
procedures-linked-requirement-need = Thing to prepare
procedures-linked-requirement-document = Document to provide
procedures-linked-result = Decision of the commune
procedures-linked-link = <a>The catalogue as open data</a>
