// What makes the console more pleasant. Every page works without it.
'use strict';
