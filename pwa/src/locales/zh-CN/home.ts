export default { hello: '{name}，您好', my_grid: '我的网格', no_grid: '还没有划给您的网格，照样可以上报；请向网格长核对。', drafts: '有 {n} 份没填完的上报，点这里继续', file: '上报', inspect: '逐条巡查' }
