namespace ActorMlOps.Tables;

/// <summary>Bytes that were read ahead, then the rest of their stream, which stays open, then bytes put behind it.</summary>
internal sealed class PrefixedStream(byte[] prefix, Stream rest, byte[] suffix) : Stream
{
    private int _at;
    private int _suffixAt;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_at < prefix.Length)
            return Copy(prefix, ref _at, buffer);
        int read = _suffixAt > 0 ? 0 : rest.Read(buffer);
        return read > 0 ? read : Copy(suffix, ref _suffixAt, buffer);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_at < prefix.Length)
            return Copy(prefix, ref _at, buffer.Span);
        int read = _suffixAt > 0 ? 0 : await rest.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        return read > 0 ? read : Copy(suffix, ref _suffixAt, buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static int Copy(byte[] from, ref int at, Span<byte> buffer)
    {
        int length = Math.Min(buffer.Length, from.Length - at);
        from.AsSpan(at, length).CopyTo(buffer);
        at += length;
        return length;
    }
}
