document.body.textContent = 'eyas'
