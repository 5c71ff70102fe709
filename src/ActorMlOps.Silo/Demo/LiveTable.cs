using Spectre.Console;
using Spectre.Console.Rendering;

namespace ActorMlOps.Silo.Demo;

/// <summary>A table that fills while the traffic flows, with a progress bar below. On a pipe: lines of progress, then the table.</summary>
internal sealed class LiveTable(IAnsiConsole console, params string[] columns)
{
    private const int BarWidth = 40;

    private readonly List<string[]> _rows = [];
    private LiveDisplayContext? _live;
    private string _status = "";
    private double _share;

    public async Task RunAsync(Func<Task> work)
    {
        if (!console.Profile.Out.IsTerminal)
        {
            await work();
            console.Write(Table());
            return;
        }
        await console.Live(Render()).AutoClear(false).StartAsync(async live =>
        {
            _live = live;
            await work();
            (_status, _share) = ("", 1);
            Refresh();
        });
    }

    /// <returns>Index of the new row.</returns>
    public int Add()
    {
        var row = new string[columns.Length];
        Array.Fill(row, "");
        _rows.Add(row);
        return _rows.Count - 1;
    }

    /// <param name="column">Title of the column.</param>
    /// <param name="row">As <see cref="Add"/> gave it.</param>
    /// <param name="markup">What to show.</param>
    public void Set(int row, string column, string markup)
    {
        _rows[row][Array.IndexOf(columns, column)] = markup;
        Refresh();
    }

    public void Progress(double share, string status)
    {
        (_share, _status) = (share, status);
        if (_live is null)
            console.MarkupLine($"[grey]{share,6:0 %}[/] {status}");
        Refresh();
    }

    private void Refresh()
    {
        _live?.UpdateTarget(Render());
        _live?.Refresh();
    }

    private Rows Render() => new(Table(), Bar());

    private IRenderable Bar()
    {
        var done = (int)Math.Round(_share * BarWidth);
        return _status.Length == 0
            ? new Text("")
            : new Markup($"[green]{new string('━', done)}[/][grey]{new string('━', BarWidth - done)}[/] {_share:0 %} {_status}");
    }

    private Table Table()
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
            table.AddColumn(column);
        foreach (var row in _rows)
            table.AddRow(row);
        return table;
    }
}
