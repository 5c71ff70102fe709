namespace ActorMlOps.Tables.Parquet;

/// <summary>Written to at its end; what was written can be taken away without changing the position.</summary>
internal sealed class TakenStream : Stream
{
    private readonly MemoryStream _kept = new();
    private long _takenBefore;
    private bool _taken;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => Position;

    public override long Position
    {
        get => _takenBefore + (_taken ? 0 : _kept.Length);
        set => throw new NotSupportedException();
    }

    /// <summary>What was written since the last time; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Take()
    {
        Forget();
        _takenBefore += _kept.Length;
        _taken = true;
        return _kept.GetBuffer().AsMemory(0, (int)_kept.Length);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Forget();
        _kept.Write(buffer);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void Forget()
    {
        if (_taken)
            _kept.SetLength(0);
        _taken = false;
    }
}
