import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('parties', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_version', models.PositiveIntegerField(default=1, editable=False, verbose_name='版本')),
                ('email', models.EmailField(max_length=254, verbose_name='电子邮箱')),
                ('secret_sha256', models.CharField(max_length=64, unique=True, verbose_name='凭据摘要')),
                ('invited_by', models.CharField(max_length=40, verbose_name='邀请人')),
                ('invited_at', models.DateTimeField(verbose_name='邀请时间')),
                ('expires_at', models.DateTimeField(verbose_name='有效期至')),
                ('accepted_by', models.CharField(max_length=40, null=True, verbose_name='接受人')),
                ('accepted_at', models.DateTimeField(null=True, verbose_name='接受时间')),
                ('withdrawn_at', models.DateTimeField(null=True, verbose_name='撤回时间')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='parties.organisation')),
            ],
            options={
                'verbose_name': '邀请',
                'verbose_name_plural': '邀请',
                'ordering': ('-invited_at',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('accepted_at', None), ('withdrawn_at', None)), fields=('organisation', 'email'), name='invited_once')],
            },
        ),
    ]
