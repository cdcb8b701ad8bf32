// Loaded first in the body: tells the style sheet that scripts run, and that the components will.
document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' nhsuk-frontend-supported' : '')
