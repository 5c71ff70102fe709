using System.Globalization;
using System.Text;

namespace ActorMlOps.LoadTests.Reports;

/// <summary>The table of a document: the machine, every goal with what was measured, and the figures of all windows together.</summary>
internal static class MarkdownReport
{
    public static Task WriteAsync(string file, Report report) => File.WriteAllTextAsync(file, Text(Machine.Here, report));

    public static string Text(Machine machine, Report report)
    {
        var text = new StringBuilder($"{machine.Cpu}, {machine.Cores} cores shared by servers and load generator, {machine.Os}\n\n");
        text.Append("| goal | measured | wanted | met |\n|---|---|---|---|\n");
        foreach (var goal in report.Goals)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| `{goal.Id}` | {goal.Value:0.00} {goal.Unit} | {(goal.AtLeast ? ">=" : "<=")} {goal.Aim:0.##} {goal.Unit} | {(goal.Met ? "yes" : "no")} |\n");
        }
        text.Append("\n| part | model | system | predictions/s | p50 ms | p99 ms | p99.9 ms | server us | client us | server B | client B |\n");
        text.Append("|---|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var row in report.Rows.Where(r => r.Window is null))
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Part} | {row.Model} | {row.System} | {row.RowsPerSecond:N0} | {row.P50Ms:0.00} | {row.P99Ms:0.00} | {row.P999Ms:0.00} ");
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.ServerCpuMicroseconds:0.00} | {row.ClientCpuMicroseconds:0.00} | {row.ServerBytes:0} | {row.ClientBytes:0} |\n");
        }
        return text.ToString();
    }
}
