procedures-linked-title = Catalogus van de procedures als open data
procedures-linked-what = De procedures van de gemeente, beschreven volgens de Europese norm CPSV-AP 3.2.0.
procedures-linked-count = { $n ->
    [one] Er is { $n } procedure.
   *[other] Er zijn { $n } procedures.
}
procedures-linked-formats = Formaten
procedures-linked-negotiation = Software kan het formaat ook op het adres van de pagina zelf vragen.
procedures-linked-addresses = Vaste adressen
procedures-linked-addresses-text = Het adres van een procedure verandert niet, ook niet wanneer de titel verandert. U kunt het vermelden en bewaren.
procedures-linked-example = Bijvoorbeeld:
procedures-linked-holds = Wat de gegevens bevatten
procedures-linked-holds-text = Voor elke procedure: de titel, voor wie, de nodige documenten, de prijs, de termijn, het resultaat, de wetten, de manieren om ze aan te vragen. Ook de onthaalplaatsen en hun openingsuren. Geen persoonsgegevens.
procedures-linked-people = <a>De procedures bekijken</a>
procedures-linked-requirement-eligibility = Te vervullen voorwaarde
procedures-linked-requirement-need = Wat u klaarlegt
procedures-linked-requirement-document = Te bezorgen document
procedures-linked-result = Beslissing van de gemeente
procedures-linked-link = <a>De catalogus als open data</a>
