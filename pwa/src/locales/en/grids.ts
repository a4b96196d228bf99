export default {
  map: 'Map of the grids',
  mine: 'mine',
  choose: 'Choose a grid',
  search: 'Name of grid, village or town',
  none_found: 'No grid of that name. Try another word.',
  none_known: 'No grids on this phone yet. Open the app once with a network.',
}
