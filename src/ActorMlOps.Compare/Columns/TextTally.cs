using System.Text;

namespace ActorMlOps.Compare.Columns;

/// <summary>Counts the values of a categorical column, each new text made once.</summary>
internal sealed class TextTally
{
    /// <summary>More different texts than this are not kept apart: nothing is compared by so many.</summary>
    public const int MaxDistinct = 100_000;

    // Fewer than this may be a category of many values; more that hardly recur name rows.
    private const int FewestOfIdentifier = 50;
    private const int OnStack = 256;

    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, long> Counts => _counts;

    public long Missing { get; private set; }

    public long Present { get; private set; }

    /// <summary>There are more different texts than are kept.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Most texts occur once or twice: they name rows, and say nothing of a distribution.</summary>
    public bool NamesRows => IsFull || (_counts.Count > FewestOfIdentifier && _counts.Count > Present / 2);

    public void AddMissing() => Missing++;

    public void Add(string text)
    {
        Present++;
        if (_counts.TryGetValue(text, out var rows) || HasRoom())
            _counts[text] = rows + 1;
    }

    public void Add(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > OnStack)
        {
            Add(Encoding.UTF8.GetString(utf8));
            return;
        }

        Span<char> text = stackalloc char[OnStack];
        var length = Encoding.UTF8.GetChars(utf8, text);
        var lookup = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
        Present++;
        if (lookup.TryGetValue(text[..length], out var rows) || HasRoom())
            lookup[text[..length]] = rows + 1;
    }

    private bool HasRoom()
    {
        IsFull |= _counts.Count >= MaxDistinct;
        return !IsFull;
    }
}
