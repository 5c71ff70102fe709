using ActorMlOps.Grains.Hosting;

namespace ActorMlOps.Grains.Monitoring.Receipts;

/// <summary>
/// The keys of receipts. The newest whose time has come seals; all open. A key that comes into force in the future can be handed to all
/// silos before, so that none meets a receipt that it can't open. Immutable.
/// </summary>
internal sealed class ReceiptKeys : IDisposable
{
    private readonly ReceiptKey[] _keys;

    /// <exception cref="ReceiptKeysException">Two have one time or one id.</exception>
    public ReceiptKeys(IEnumerable<ReceiptKey> keys)
    {
        _keys = [.. keys.OrderBy(k => k.From)];
        for (var i = 0; i < _keys.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (_keys[j].Id == _keys[i].Id)
                    throw new ReceiptKeysException($"two of the keys have the id {_keys[i].Id:x6}; replace the newer one.");
                if (_keys[j].From == _keys[i].From)
                    throw new ReceiptKeysException($"two of the keys seal from {_keys[i].From:u}; give each its own time.");
            }
        }
    }

    public int Count => _keys.Length;

    /// <exception cref="ReceiptKeysException">What is wrong with the keys, or with their file.</exception>
    public static ReceiptKeys Load(ReceiptOptions options)
    {
        if (options.Errors() is [{ } error, ..])
            throw new ReceiptKeysException(error);
        return new(options.Lines().Select(line => ReceiptKey.Parse(line.Text, out _)!));
    }

    /// <summary>Null: none has come into force, or there are none.</summary>
    public ReceiptKey? Sealing(DateTimeOffset now) => Array.FindLast(_keys, k => k.From <= now);

    public ReceiptKey? Find(int id) => Array.Find(_keys, k => k.Id == id);

    /// <summary>When another key took over; null: it is the newest.</summary>
    public DateTimeOffset? Until(ReceiptKey key) => Array.IndexOf(_keys, key) + 1 is var next && next < _keys.Length ? _keys[next].From : null;

    public void Dispose()
    {
        foreach (var key in _keys)
            key.Dispose();
    }
}
