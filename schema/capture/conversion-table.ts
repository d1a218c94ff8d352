/**
 * How events of old captures become those of today, by code and number of parameters:
 *
 *     code/parameters action part…
 *
 * `store` keeps the start of a call for its end, `pass` hands the event on, `keep` does both; `add` puts parts behind the
 * parameters, `become:code` makes another event of the parts alone. A part is `E1`, parameter 1 of the start of the call,
 * or zeros if that is not known; `e1` the same, or nothing; `O1`, parameter 1 of the event itself; `0` zeros; `-` nothing;
 * `J` the JSON of an old container event.
 */
export const conversionTable = `
  0/2 store
  1/1 add e1
  2/0 add - - -
  2/3 pass
  3/4 add -
  3/5 add -
  4/1 store
  5/1 add E0
  6/2 store
  7/2 add E0 E1
  8/2 store
  9/2 add E0 E1
  10/1 store
  11/1 become:159 O0 e0 - - -
  12/0 become:154
  13/8 become:155 O0 O1 O2 O3 O4 O5 O6 O7 - - - - -
  15/11 become:157 O0 O1 O2 O3 O4 O5 O6 O7 - - - - - O8 O9 O10
  16/0 become:186 - - - - -
  18/3 store
  19/1 add E0 E1 E2
  19/4 add 0
  20/1 store
  21/2 add E0
  22/1 add 0
  22/2 keep
  23/2 add E0
  23/3 add E1
  24/2 store
  25/1 add E0 E1
  27/3 become:247 O0 O1 O2 0 0
  28/2 store
  29/2 add E0 E1 0
  30/3 store
  31/2 add E0 E1 E2
  32/2 store
  33/2 add E0 E1 0
  34/2 store
  35/3 add E0 E1
  36/2 store
  37/1 add E0 E1
  42/3 store
  43/5 add E0 E1 E2
  48/3 store
  49/2 add E0 E1 E2
  51/0 add 0 - - - -
  52/1 store
  53/4 add 0
  53/5 add E0
  55/0 add 0 - - - - -
  56/1 store
  57/3 become:389 O0 O1 O2 0 0 E0
  58/0 add - -
  58/2 pass
  59/3 add -
  59/4 add -
  59/5 add -
  62/2 store
  63/1 add E0 E1
  64/3 store
  65/1 add E0 E1 E2
  70/1 store
  71/1 add E0
  78/1 store
  79/1 add E0
  80/2 store
  81/2 add E1
  85/1 become:83 O0
  86/3 store
  87/1 add E0 E1 E2
  88/3 store
  89/1 add E0 E1 E2
  90/2 store
  91/1 become:171 O0 e0 e1 -
  96/1 store
  97/1 add e0
  98/2 store
  99/1 become:277 O0 e0 e1
  100/1 store
  101/1 become:279 O0 e0
  102/4 store
  103/1 become:307 O0 e0 e1 e2 e3 - -
  104/2 store
  105/1 become:309 O0 e0 e1
  106/4 store
  107/1 become:311 O0 e0 e1 e2 e3 -
  108/1 store
  109/1 become:301 O0 e0
  110/2 store
  111/1 become:303 O0 e0 e1 -
  112/3 store
  113/2 add E0 E1 E2
  114/3 store
  115/2 add E0 E1 E2
  116/1 store
  117/3 add E0
  118/2 store
  119/2 add E0 E1
  120/2 store
  121/3 add E0 E1
  122/3 store
  123/2 add E0 E1 E2
  124/1 store
  125/1 become:367 O0 e0
  126/3 store
  127/1 add E0 E1 E2
  128/2 store
  129/1 add E0 E1
  130/2 store
  131/1 add E0 E1
  132/3 store
  133/1 add E0 E1 E2
  134/1 store
  135/1 add E0
  136/2 store
  137/1 add E0 E1
  138/1 store
  139/1 add E0
  140/1 store
  141/3 add E0
  142/1 store
  143/3 add E0
  144/2 store
  145/5 add e0 e1
  146/1 become:152 O0 - - - - -
  150/2 store
  151/1 add E0 E1
  151/3 add 0
  154/0 become:172
  155/13 become:173 O0 O1 O2 O3 O4 O5 O6 O7 O8 O9 O10 O11 O12 -
  157/16 become:217 O0 O1 O2 O3 O4 O5 O6 O7 O8 O9 O10 O11 O12 - O13 O14 O15
  158/1 store
  159/4 add e0
  160/6 store
  161/4 add E0 E1 E2 E3 E4 E5
  162/6 store
  163/4 add E0 E1 E2 E3 E4 E5
  164/2 store
  165/4 add E0 E1
  166/4 store
  167/1 add E0 E1 E2 E3
  168/2 store
  169/0 add - - -
  169/3 add e0 e1
  170/3 store
  171/1 add E0 E1 E2
  172/0 become:214
  173/14 become:215 O0 O1 O2 O3 O4 O5 O6 O7 O8 O9 O10 O11 O12 - O13
  183/16 become:219 O0 O1 O2 O3 O4 O5 O6 O7 O8 O9 O10 O11 O12 - O13 O14 O15
  185/16 become:221 O0 O1 O2 O3 O4 O5 O6 O7 O8 O9 O10 O11 O12 - O13 O14 O15
  188/4 store
  189/2 add E0 E1 E3
  190/4 store
  191/14 add E0 E1 E2 E3
  192/3 store
  193/1 add e0 e1 e2
  194/3 store
  195/1 add e0 e1 e2
  198/1 store
  199/1 add e0
  200/1 store
  201/1 add e0
  214/0 become:230
  215/15 become:231 O0 O1 O2 O3 O4 O5 O6 O7 O8 O9 O10 O11 O12 O13 - O14
  217/17 become:223 O0 O1 O2 O3 O4 O5 O6 O7 O8 O9 O10 O11 O12 O13 - O14 O15 O16 - -
  219/17 become:225 O0 O1 O2 O3 O4 O5 O6 O7 O8 O9 O10 O11 O12 O13 - O14 O15 O16 - -
  221/17 become:227 O0 O1 O2 O3 O4 O5 O6 O7 O8 O9 O10 O11 O12 O13 - O14 O15 O16 - -
  223/20 add -
  225/20 add -
  227/20 add -
  228/4 become:272 J
  230/0 become:282
  231/16 become:283 O0 O1 O2 O3 O4 O5 O6 O7 O8 O9 O10 O11 O12 O13 O14 O15 -
  236/1 store
  237/1 add E0
  238/1 store
  239/1 add E0
  240/2 store
  241/1 add e0 e1
  242/2 store
  243/1 add E0 E1
  248/1 store
  249/5 become:389 O0 O1 O2 O3 O4 E0
  250/1 store
  251/8 add E0
  252/4 store
  253/1 add E0 E1 E2 E3
  254/3 store
  255/2 add E1 E2
  256/1 store
  257/4 add E0
  259/2 become:387 O0 O1
  262/3 store
  263/1 add E0 E1 E2
  264/1 store
  265/2 add E0
  272/1 become:324 O0
  276/1 store
  277/2 add e0
  282/0 become:288 -
  283/17 become:289 O0 O1 O2 O3 O4 O5 O6 O7 O8 O9 O10 O11 O12 O13 O14 O15 O16
  284/1 store
  285/1 add E0
  288/1 become:292 O0
  289/17 become:293 O0 O1 O2 O3 O4 O5 O6 O7 O8 O9 O10 O11 O12 O13 O14 O15 O16 -
  292/1 keep
  293/18 add -
  293/19 add -
  293/20 add - - -
  293/23 add - - -
  293/26 add -
  293/27 add -
  293/28 add -
  293/29 add -
  293/30 add e0
  294/2 store
  295/1 add e0 e1
  296/1 store
  297/1 become:369 O0 e0
  298/1 add 0
  298/2 store
  299/1 add E0 E1
  306/0 add - - - -
  306/4 pass
  307/5 add -
  307/6 add -
  326/0 add - - - - -
  326/5 pass
  327/6 add - -
  328/3 store
  329/1 add E0 E1 E2
  330/3 pass
  331/19 add -
  331/20 add - - -
  331/23 add - - -
  331/26 add -
  331/27 add -
  331/28 add -
  331/29 add -
  332/3 store
  333/3 add E0 E1 E2
  335/20 add -
  374/1 store
  375/1 add E0
  376/1 store
  377/1 add E0
  388/1 store
  389/5 add E0
  390/1 store
  391/2 add E0
  396/1 store
  397/2 add E0
  398/2 store
  399/2 add E0 E1
`
