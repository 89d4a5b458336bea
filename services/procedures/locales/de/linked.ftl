procedures-linked-title = Katalog der Verfahren als offene Daten
procedures-linked-what = Die Verfahren der Gemeinde, beschrieben nach der europäischen Norm CPSV-AP 3.2.0.
procedures-linked-count = { $n ->
    [one] Es gibt { $n } Verfahren.
   *[other] Es gibt { $n } Verfahren.
}
procedures-linked-formats = Formate
procedures-linked-negotiation = Eine Software kann das Format auch unter der Adresse der Seite selbst anfragen.
procedures-linked-addresses = Feste Adressen
procedures-linked-addresses-text = Die Adresse eines Verfahrens ändert sich nicht, auch wenn sich sein Titel ändert. Sie können sie angeben und aufbewahren.
procedures-linked-example = Zum Beispiel:
procedures-linked-holds = Was die Daten enthalten
procedures-linked-holds-text = Zu jedem Verfahren: Titel, Zielgruppe, nötige Unterlagen, Preis, Frist, Ergebnis, Gesetze, Wege der Antragstellung. Auch die Anlaufstellen und ihre Öffnungszeiten. Keine personenbezogenen Daten.
procedures-linked-people = <a>Verfahren ansehen</a>
procedures-linked-requirement-eligibility = Zu erfüllende Bedingung
procedures-linked-requirement-need = Was Sie bereithalten
procedures-linked-requirement-document = Einzureichende Unterlage
procedures-linked-result = Entscheidung der Gemeinde
procedures-linked-link = <a>Der Katalog als offene Daten</a>
