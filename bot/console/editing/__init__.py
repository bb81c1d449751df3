"""The catalogue changed in the browser: edited, checked, brought in and out as workbooks, taken back."""
