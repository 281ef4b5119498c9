// From the platform's neutral chart (core/page/chart.py) to what ECharts draws, in the colours of the page.
window.zhongchuangChart = (chart, element) => {
  "use strict";
  const style = getComputedStyle(element);
  const colour = (name) => style.getPropertyValue(`--zc-${name}`).trim();
  const ink = colour("ink");
  const quiet = colour("ink-quiet");
  const rule = colour("line");
  const shades = [colour("accent"), colour("edge"), colour("accent-strong"), colour("line"), quiet];
  const across = chart.kind === "bar";
  const step = chart.kind === "step";
  const line = step || chart.kind === "line";
  const text = { color: quiet, fontFamily: style.fontFamily, fontSize: 13 };
  const categories = {
    type: "category",
    data: chart.categories,
    inverse: across,
    axisLabel: { ...text, color: ink, ...(across ? { width: Math.round(element.clientWidth * 0.42), overflow: "break", lineHeight: 17 } : {}) },
    axisLine: { lineStyle: { color: colour("edge") } },
    axisTick: { show: false },
  };
  const days = {
    type: "time",
    axisLabel: { ...text, hideOverlap: true },
    axisLine: { lineStyle: { color: colour("edge") } },
    axisTick: { show: false },
    splitLine: { show: false },
  };
  // A value holds from its day to the next: both ends are points, and a gap ends where the line does.
  // Where it goes on as it is, there is no point: nothing happened to this number that day.
  const held = (numbers) => numbers.flatMap((value, i) => {
    const until = chart.categories[i + 1];
    const from = i > 0 && value !== null && numbers[i - 1] === value ? [] : [[chart.categories[i], value]];
    const ends = value === null || until === undefined || numbers[i + 1] === value;
    return ends ? (until === undefined ? [[chart.categories[i], value]] : from) : [...from, [until, value]];
  });
  const values = {
    type: "value",
    axisLabel: { ...text, hideOverlap: true },
    splitNumber: across && element.clientWidth < 480 ? 2 : 5,
    splitLine: { lineStyle: { color: rule } },
  };
  const many = chart.series.length > 1;
  const narrow = element.clientWidth < 480; // names of several series would run into the drawing
  const number = (value) => (value === null ? "—" : value.toLocaleString());
  const told = `${chart.title}（${chart.unit}）：${chart.series
    .map((one) => `${many ? `${one.name} ` : ""}${one.values.map((value, i) => `${chart.categories[i]} ${number(value)}`).join("，")}`)
    .join("；")}`;
  return {
    animation: false, // nothing moves without being asked
    aria: {
      enabled: true,
      label: { enabled: true, description: told }, // ECharts' own sentence reads indices aloud
      decal: { show: many && !line },
    },
    color: shades,
    textStyle: { fontFamily: style.fontFamily },
    grid: { left: 4, right: 24, top: many ? (narrow ? 16 + 22 * chart.series.length : 40) : 16, bottom: 4, containLabel: true },
    legend: many ? { left: 0, top: 0, orient: narrow ? "vertical" : "horizontal", itemGap: narrow ? 6 : 12, icon: "rect", itemWidth: 14, itemHeight: 10, textStyle: { ...text, color: ink } } : undefined,
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // the HTML form writes style attributes, which the content policy forbids
      backgroundColor: colour("paper"),
      borderColor: colour("edge"),
      textStyle: { ...text, color: ink },
      valueFormatter: (value) => (value === null || value === undefined ? "—" : `${value.toLocaleString()} ${chart.unit}`),
    },
    xAxis: across ? values : step ? days : categories,
    yAxis: across ? categories : values,
    series: chart.series.map((one, index) => ({
      name: one.name,
      type: line ? "line" : "bar",
      data: step ? held(one.values) : one.values,
      barMaxWidth: 28,
      connectNulls: false,
      symbol: ["circle", "rect", "triangle", "diamond"][index % 4],
      symbolSize: 7,
      lineStyle: { width: 2, type: ["solid", "dashed", "dotted"][index % 3] },
      label: many || line ? undefined : {
        show: true,
        position: across ? "right" : "top",
        color: ink,
        fontSize: 13,
        formatter: ({ value }) => number(value),
      },
    })),
  };
};
