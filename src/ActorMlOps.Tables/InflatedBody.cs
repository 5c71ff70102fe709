using System.IO.Compression;

namespace ActorMlOps.Tables;

/// <summary>A text's bytes: inflated if they are gzip, without byte order mark, and never more than allowed.</summary>
internal sealed class InflatedBody : IDisposable, IAsyncDisposable
{
    // gzip of one NUL byte, which no text holds. .NET reads a cut-off gzip stream as if it ended there: this member, put behind the
    // last one, comes out only if the last one was whole.
    private static readonly byte[] EndMark = Pack([0]);

    private readonly Stream _text;
    private readonly bool _packed;
    private readonly long _maxBytes;
    private readonly byte[] _buffer = new byte[64 << 10];
    private long _total;
    private bool _first = true;
    private byte? _held;
    private bool _ended;

    private InflatedBody(Stream stream, ReadOnlySpan<byte> start, long maxBytes)
    {
        _maxBytes = maxBytes;
        _packed = start is [0x1F, 0x8B, ..];
        Stream whole = new PrefixedStream(start.ToArray(), stream, _packed ? EndMark : []);
        _text = _packed ? new GZipStream(whole, CompressionMode.Decompress) : whole;
        if (start is [(byte)'P', (byte)'K', 3, 4])
            throw new TableFormatException("This is a ZIP or Excel file. Upload plain or gzip-compressed UTF-8 text.");
        if (start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
            throw new TableFormatException("This is UTF-16 text. Save the file as UTF-8.");
    }

    public static InflatedBody Open(Stream stream, long maxBytes)
    {
        var start = new byte[4];
        int length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return new InflatedBody(stream, start.AsSpan(0, length), maxBytes);
    }

    public static async ValueTask<InflatedBody> OpenAsync(Stream stream, long maxBytes, CancellationToken cancellation)
    {
        var start = new byte[4];
        int length = await stream.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false);
        return new InflatedBody(stream, start.AsSpan(0, length), maxBytes);
    }

    /// <summary>The next piece; empty at the end. Valid until the next call.</summary>
    public ReadOnlyMemory<byte> Next()
    {
        try
        {
            return _ended ? default : Checked(_text.ReadAtLeast(Free.Span, Free.Length, throwOnEndOfStream: false));
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    /// <inheritdoc cref="Next"/>
    public async ValueTask<ReadOnlyMemory<byte>> NextAsync(CancellationToken cancellation)
    {
        try
        {
            return _ended
                ? default
                : Checked(await _text.ReadAtLeastAsync(Free, Free.Length, throwOnEndOfStream: false, cancellation).ConfigureAwait(false));
        }
        catch (InvalidDataException e)
        {
            throw Damaged(e);
        }
    }

    public void Dispose() => _text.Dispose();

    public ValueTask DisposeAsync() => _text.DisposeAsync();

    private static TableFormatException Damaged(Exception? e) =>
        new("The gzip data is damaged or cut off. Compress and upload it again.", innerException: e);

    private static byte[] Pack(byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    // A byte that may be the end mark is held back until more follows it.
    private Memory<byte> Free => _buffer.AsMemory(_held is null ? 0 : 1);

    private ReadOnlyMemory<byte> Checked(int read)
    {
        if (_held is { } held)
            _buffer[0] = held;
        int length = read + (_held is null ? 0 : 1);
        _ended = length < _buffer.Length;
        if (_packed)
        {
            if (_ended && (length == 0 || _buffer[length - 1] != 0))
                throw Damaged(null);
            _held = _buffer[--length];
        }
        var piece = _buffer.AsMemory(0, length);
        bool first = _first;
        _first = false;
        _total += length;
        if (_total > _maxBytes)
            throw new TableFormatException($"The text is longer than {_maxBytes} bytes. Split it.");
        return first && piece.Span.StartsWith("\uFEFF"u8) ? piece[3..] : piece;
    }
}
