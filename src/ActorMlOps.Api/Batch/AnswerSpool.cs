using System.IO.Pipelines;

namespace ActorMlOps.Api.Batch;

/// <summary>
/// Between the rows that are scored and a client that may not read yet. Many clients send their whole body before they read: as long as
/// the body lasts, what they do not take goes to a file, or both sides would wait for each other; from then on the writer waits. Memory
/// is bounded, and so is the file. One writer.
/// </summary>
/// <param name="response">Where it goes.</param>
/// <param name="maxFileBytes">When the file holds as much, the writer waits.</param>
internal sealed class AnswerSpool(PipeWriter response, long maxFileBytes) : IAsyncDisposable
{
    private const long MaxMemoryBytes = 1 << 20;
    private const int BlockBytes = 64 << 10;

    private readonly Lock _gate = new();
    private readonly Queue<byte[]> _memory = new();
    private FileStream? _file;
    private long _memoryBytes;
    private long _fileEnd;
    private long _fileRead;
    private bool _filing;
    private bool _bodyEnded;
    private bool _completed;
    private Exception? _failure;
    private TaskCompletionSource _news = NewSource();
    private TaskCompletionSource _room = NewSource();

    /// <summary>The client has sent everything: it can read now.</summary>
    public void BodyEnded()
    {
        lock (_gate)
        {
            _bodyEnded = true;
            Signal(ref _room);
        }
    }

    /// <summary>Adds to the answer; waits where there is no room.</summary>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (bytes.IsEmpty)
            return;
        while (!TryKeep(bytes, out var room))
        {
            if (room is null)
            {
                await FileAsync(bytes, cancellationToken);
                return;
            }
            await room.WaitAsync(cancellationToken);
        }
    }

    /// <summary>There is no more to write.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            Signal(ref _news);
        }
    }

    /// <summary>Hands everything to the client, until it is complete.</summary>
    public async Task PumpAsync(CancellationToken cancellationToken)
    {
        var block = new byte[BlockBytes];
        try
        {
            while (true)
            {
                var (kept, filed, end, news) = Next();
                if (kept is not null)
                {
                    await response.WriteAsync(kept, cancellationToken);
                    Taken(kept.Length, 0);
                }
                else if (filed > 0)
                {
                    var read = await RandomAccess.ReadAsync(_file!.SafeFileHandle, block.AsMemory(0, (int)Math.Min(filed, BlockBytes)), _fileRead, cancellationToken);
                    await response.WriteAsync(block.AsMemory(0, read), cancellationToken);
                    Taken(0, read);
                }
                else if (end)
                {
                    return;
                }
                else
                {
                    await news.WaitAsync(cancellationToken);
                }
            }
        }
        catch (Exception e)
        {
            lock (_gate)
            {
                _failure = e;
                Signal(ref _room);
            }
            throw;
        }
    }

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;

    // True: it is in memory. False: it goes to the file, or has to wait for room.
    private bool TryKeep(ReadOnlyMemory<byte> bytes, out Task? room)
    {
        lock (_gate)
        {
            room = null;
            if (_failure is not null)
                throw new IOException("The answer can't be sent.", _failure);
            if (_fileRead == _fileEnd && _memoryBytes < MaxMemoryBytes)
            {
                _memory.Enqueue(bytes.ToArray());
                _memoryBytes += bytes.Length;
                Signal(ref _news);
                return true;
            }
            if (_bodyEnded || _fileEnd + bytes.Length > maxFileBytes)
                room = _room.Task;
            else
                _filing = true;
            return false;
        }
    }

    private async ValueTask FileAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        _file ??= SpoolFile.Create();
        await RandomAccess.WriteAsync(_file.SafeFileHandle, bytes, _fileEnd, cancellationToken);
        lock (_gate)
        {
            _fileEnd += bytes.Length;
            _filing = false;
            Signal(ref _news);
        }
    }

    private (byte[]? Kept, long Filed, bool End, Task News) Next()
    {
        lock (_gate)
        {
            _memory.TryDequeue(out var kept);
            return (kept, _fileEnd - _fileRead, _completed, _news.Task);
        }
    }

    private void Taken(int kept, int filed)
    {
        lock (_gate)
        {
            _memoryBytes -= kept;
            _fileRead += filed;
            // An empty file is used from its start again, unless something is on its way to the end of it.
            if (_fileRead == _fileEnd && !_filing)
                (_fileRead, _fileEnd) = (0, 0);
            Signal(ref _room);
        }
    }

    private static void Signal(ref TaskCompletionSource source)
    {
        source.TrySetResult();
        source = NewSource();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
